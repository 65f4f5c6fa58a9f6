"""The words by which mail programs introduce a quotation, in the languages we meet."""

import re

_WROTE = (
    "wrote|writes|said|says|quoting|schrieb|schrieben|geschrieben|zitat von|a écrit|écrit|citation de|"
    "nous a dit|escribió|escribio|"
    "missatge de|va escriure|ha scritto|scritto|escreveu|schreef|heeft geschreven|napisał|napisała|napisal|"
    "napisana przez|pisze|написал|написала|пишет|"
    "писал|писали|пише|написав|написао|skrev|kirjoitti|kirjutas|napsal|napsala|napísal|napísala|napisao|"
    "napisala|je oseba|yazdı|yazmış|írta|"
    "a scris|έγραψε|написа|в писме|rašė|parašė|rakstīja|のメール|書きました|写道|寫道|写 道|작성|쓴 글|씀|"
    "כתב|כתבה|בתאריך|كتب|كتبت|بواسطة|نوشت|"
    "đã viết|menulis|เขียน"
)
_ADDRESS = r"[\w.+=-]+@[\w.-]+\.\w{2,}"
_CLOCK = r"\d{1,2}[:.h]\d{2}"
_DAY = r"(?:\d{1,4}[./年년-]\s?\d{1,2}[./月월-]\s?\d{1,4}|\b(?:19|20)\d\d\b)"

_UNSPACED = "のメール|書きました|写道|寫道|작성|님이|쓴 글|เขียน"
WROTE = re.compile(rf"(?<!\w)(?:{_WROTE})(?!\w)|(?:{_UNSPACED})", re.IGNORECASE)
# "Bo Berg <bo@acme.test> wrote:" and nothing else: whoever writes prose puts no address between brackets before that.
SOMEBODY_WROTE = re.compile(
    rf"^(?:[^.!?:;<>]{{0,80}}[<(]{_ADDRESS}[>)]\s*(?:{_WROTE})|(?:quoting|zitat von|citando a?|"
    rf"citation de) [^<>:]{{0,80}}<?{_ADDRESS}>?)"
    r"\s*[:：]\W{0,4}$",
    re.IGNORECASE,
)
# Yahoo's programs for phones put the quotation on the line that introduces it.
RUNS_ON = re.compile(rf"^(.{{10,300}}?(?<!\w)(?:wrote|{_WROTE})\s?[:：])\s+\S", re.IGNORECASE)
_SPEAKS = r"(?<!\w)(?:i|we|you|he|she|they|ich|wir|sie|er|je|nous|vous|il|elle|yo|io)(?!\w)"
SPEAKS_OF_ITSELF = re.compile(rf"{_SPEAKS}\W+(?:{_WROTE})(?!\w)|(?<!\w)(?:{_WROTE})\W+{_SPEAKS}", re.IGNORECASE)
ADDRESS = re.compile(_ADDRESS)
DAY = re.compile(_DAY)
CLOCK = re.compile(_CLOCK)
# Lotus Notes; GroupWise, whose mark looks like a quoted line.
_NAMED = r"[\s*]*-{3,}\s?[^\n]{1,120} wrote:\s?-{3,}\s*"
_GROUPWISE = rf">{{3}}\s[^\n]{{1,120}}{_DAY}[^\n]{{0,20}}>{{3}}\s*"
NAMED_ORIGINAL = re.compile(rf"^(?:{_NAMED}|{_GROUPWISE})$", re.IGNORECASE)
OPENS = re.compile(
    r"^\W*(?:(?:on|am|at|le|el|il|em|op|den|kl|dnia|w|dne|in|på|pe|ke|în|a|no dia|στις|на|vào|pada|kuupäev|в|"
    r"у|от|вс|пн|вт|ср|чт|пт|сб|"
    r"mon|tue|wed|thu|fri|sat|sun)(?!\w)|\d{1,4}[./年-]|\d{1,2} \w)",
    re.IGNORECASE,
)
ENDS = re.compile(r"[:：]\W{0,4}$|\w\s-{2,}\s*$")
ENDS_WITH_ADDRESS = re.compile(rf"<{_ADDRESS}>\s*$")

_ORIGINAL = (
    "original message|original appointment|ursprüngliche nachricht|originalnachricht|message d.origine|"
    "message original|"
    "mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|oryginalna wiadomość|"
    "wiadomość oryginalna|"
    "исходное сообщение|пересылаемое сообщение|оригінальне повідомлення|ursprungligt meddelande|originalmeddelande|"
    "opprinnelig melding|oprindelig meddelelse|alkuperäinen viesti|původní zpráva|orijinal mesaj|元のメッセージ|"
    "原始邮件|原始郵件|原邮件|원본 메시지|הודעה מקורית|الرسالة الأصلية|reply message|mesajul original|"
    "αρχικό μήνυμα|eredeti üzenet|"
    "pôvodná správa|izvorna poruka|izvirno sporočilo|thư gốc|pesan asli|missatge original"
)
_FORWARDED = (
    "forwarded message|forwarded by|begin forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten|"
    "message transféré|début du message|mensaje reenviado|inicio del mensaje|messaggio inoltrato|inizio messaggio|"
    "mensagem encaminhada|doorgestuurd bericht|begin doorgestuurd|przekazana wiadomość|переадресованное|"
    "пересланное сообщение|vidarebefordrat|videresendt|välitetty viesti|přeposlaná zpráva|iletilmiş|"
    "переслане повідомлення|початок переадресованого|továbbított üzenet|προωθημένο μήνυμα|mesaj redirecționat|"
    "preposlaná správa|missatge reenviat|הודעה שהועברה|הודעה מועברת|رسالة معاد توجيهها|الرسالة المعاد توجيهها|"
    "رسالة محولة|転送|轉寄|转发|전달된"
)
ORIGINAL = re.compile(rf"^[\s>*_-]*(?:{_ORIGINAL})[\s>*_-]*:?\s*$", re.IGNORECASE)
# Words run on where a language writes no blanks between them.
FORWARDED = re.compile(rf"^[\s>*_-]*(?:{_FORWARDED})(?:\b|(?<=[^\x00-\u07ff])).{{0,60}}$", re.IGNORECASE)

_LABELS = {
    "from": "từ|dari|จาก|saatja|no|nuo|از|from|von|de|de la|remitente|expéditeur|mittente|nadawca|avsender|"
    "afsender|da|van|od|от|від|från|fra|lähettäjä|kimden|gönderen|差出人|发件人|寄件者|보낸 사람|מאת|"
    "من|feladó|από",
    "date": "đã gửi|ngày|dikirim|tanggal|ส่ง|วันที่|saadetud|nosūtīts|siųsta|enviat|gönderme tarihi|发送日期|"
    "فرستاده|sent|date|date sent|sent at|trimis|expediat|στάλθηκε|απεσταλμένα|ημερομηνία|dátum|"
    "odoslané|poslano|изпратено|отправлен|gesendet am|gesendet|datum|envoyé|enviado|enviado el|"
    "enviada em|fecha|inviato|data|verzonden|wysłano|"
    "отправлено|дата|надіслано|skickat|sendt|dato|lähetetty|päivämäärä|gönderilme|tarih|odesláno|送信日時|"
    "日時|发送时间|"
    "寄件日期|日期|보낸 날짜|날짜|נשלח|תאריך|تاريخ الإرسال|تاريخ|elküldve",
    "to": "đến|kepada|ถึง|adressaat|kam|per a|به|收件人|to|an|à|para|a|aan|do|кому|till|til|vastaanottaja|"
    "kime|alıcı|komu|宛先|收件人|收件者|받는 사람|אל|إلى|címzett|către|προς|do koho|za|до|destinatario|"
    "destinataire|mottaker|modtager",
    "cc": "cc|kopie|copie|copia|kopia|копия|копія|bcc|抄送|副本|참조|עותק|نسخة",
    "subject": "chủ đề|subjek|เรื่อง|teema|tēma|tema|موضوع|subject|betreff|objet|asunto|oggetto|onderwerp|"
    "assunto|temat|тема|ämne|emne|aihe|konu|předmět|件名|主题|主旨|"
    "제목|נושא|الموضوع|tárgy|subiect|θέμα|predmet|zadeva|относно|assumpte|ämnesrad",
    "reply": "reply-to|antwort an|répondre à|responder a",
}
LABEL = re.compile(
    r"^\s*\*?\s*(?:"
    + "|".join(f"(?P<{kind.replace('-', '_')}>{words})" for kind, words in _LABELS.items())
    + r")\s*\*?\s*[:：]\s*\*?",
    re.IGNORECASE,
)

_DEVICES = (
    r"sent (?:from|via|using|by) (?:my |the )|sent (?:from|via|with|using|by) (?:an? )?(?=\S*(?:mail|outlook|"
    r"phone|pad|android|samsung|galaxy|blackberry|"
    r"sparrow|yahoo|aol|proton|huawei|xiaomi|nokia|windows|mobile|superhuman|spark|mutt|bird|front|hey))|"
    r"sent on the go|"
    r"from my (?=\S*(?:phone|pad|android|samsung|galaxy|blackberry|mobile|pixel|htc))|\w+ from mobile$|"
    r"get outlook for|"
    r"von meinem .{2,40} gesendet|gesendet (?:von|mit|aus) |diese nachricht wurde von (?=.{0,60}gesendet)|"
    r"holen sie sich outlook|outlook für |"
    r"von (?:unterwegs|mobil) gesendet|envoyé (?:de|depuis|avec|par|via) |envoyé à partir|obtenez outlook|"
    r"obtenir outlook|télécharger outlook|"
    r"enviado (?:desde|do|de|pelo|a partir do|con|com) |obtener outlook|obter o outlook|mandato da|"
    r"inviato (?:da|dal|con) |"
    r"scarica outlook|ottieni outlook|verstuurd (?:vanaf|met|vanuit)|verzonden (?:vanaf|met|vanuit)|"
    r"outlook voor |wysłane? z|wysłano z|pobierz outlook|"
    r"отправлено (?:с|из) |отправлено через|надіслано (?:з|із) |skickat från|från min |hämta outlook|"
    r"sendt fra|få outlook|lähetetty |"
    r"hanki outlook|odesláno z|odoslané z|získat outlook|küldve az|elküldve |trimis de pe|στάλθηκε από|"
    r"изпратено от |poslano (?:s|z|iz) |"
    r"iphone'umdan|iphone.{0,3}mdan gönderildi|.{2,30}(?:ımdan|imdan|umdan|ümdan|dan|den) gönderildi$|"
    r"iphoneから送信|.{2,20}から送信$|发自我的|發自我的|"
    r"从我的|從我的|发送自|나의 |내 .{2,20}에서 보냄|.{2,30}에서 보냄$|נשלח מה|أرسلت من|أُرسلت من|"
    r"تم الإرسال من|đã gửi từ|dikirim dari|ส่งจาก|"
    r"get aol|yahoo mail"
)
_EXCUSE = (
    r"(?:[.,;!]?\s*(?:\W\s*)?(?:please |bitte |merci d'|)(?:excuse|forgive|pardon|sorry for|"
    r"entschuldigen)\b.{0,120})?"
)
DEVICE = re.compile(
    rf"^\W{{0,3}}(?:{_DEVICES})[^.,;!?]{{0,60}}(?:\(?https?://\S+\)?|<\S+>)?{_EXCUSE}\W{{0,3}}$", re.IGNORECASE
)
ANSWER_ABOVE = re.compile(
    r"^\W*(?:please |bitte |)?(?:(?:type|write|enter|add|put) your (?:reply|answer|response|"
    r"comment)s? above (?:this|the) line|reply above this line|"
    r"(?:do not|don't) (?:edit|remove|write) (?:below|beneath) this line|"
    r"geben sie ihre antwort (?:bitte )?(?:oberhalb|über) dieser zeile|"
    r"(?:ihre )?antwort (?:bitte )?(?:oberhalb|über) dieser (?:zeile|linie)|veuillez (?:saisir|"
    r"écrire) votre réponse au-dessus de cette ligne|"
    r"répondre au-dessus de cette ligne|(?:por favor,? )?(?:escriba|responda).{0,30}(?:encima|"
    r"por encima) de esta línea|"
    r"(?:typ|schrijf).{0,30}boven deze regel|rispondi sopra questa (?:riga|linea)|"
    r"escreva.{0,30}acima desta linha).{0,60}$",
    re.IGNORECASE,
)
