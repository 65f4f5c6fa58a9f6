"""The words by which mail programs introduce a quotation, in the languages we meet."""

import re

_WROTE = (
    "wrote|writes|schrieb|geschrieben|a écrit|écrit|escribió|escribio|ha scritto|scritto|escreveu|schreef|heeft geschreven|"  # noqa: E501
    "napisał|napisała|napisal|написал|написала|пишет|писал|пише|написав|skrev|kirjoitti|napsal|napsala|napísal|yazdı|yazmış|"
    "írta|a scris|έγραψε|написа|в писме|のメール|書きました|写道|寫道|写 道|작성|כתב|כתבה|كتب|نوشت|đã viết|menulis|เขียน"
)
_ADDRESS = r"[\w.+=-]+@[\w.-]+\.\w{2,}"
_CLOCK = r"\d{1,2}[:.h]\d{2}"
_DAY = r"(?:\d{1,4}[./年년-]\s?\d{1,2}[./月월-]\s?\d{1,4}|\b(?:19|20)\d\d\b)"

WROTE = re.compile(rf"(?<!\w)(?:{_WROTE})(?!\w)|(?:のメール|書きました|写道|寫道|작성|님이)", re.IGNORECASE)
ADDRESS = re.compile(_ADDRESS)
DAY = re.compile(_DAY)
CLOCK = re.compile(_CLOCK)
OPENS = re.compile(
    r"^\W*(?:on|am|at|le|el|il|em|op|den|kl|dnia|w dniu|dne|på|pe|ke|on|în|a|в|у|от|вс|пн|вт|ср|чт|пт|сб|mon|tue|wed|thu|fri|sat|sun|"  # noqa: E501
    r"\d{1,4}[./年-])",
    re.IGNORECASE,
)
ENDS = re.compile(r"[:：]\s*$")

_ORIGINAL = (
    "original message|original appointment|ursprüngliche nachricht|originalnachricht|message d.origine|message original|"  # noqa: E501
    "mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|oryginalna wiadomość|wiadomość oryginalna|"  # noqa: E501
    "исходное сообщение|пересылаемое сообщение|оригінальне повідомлення|ursprungligt meddelande|originalmeddelande|"
    "opprinnelig melding|oprindelig meddelelse|alkuperäinen viesti|původní zpráva|orijinal mesaj|元のメッセージ|"
    "原始邮件|原始郵件|原邮件|원본 메시지|הודעה מקורית|الرسالة الأصلية|reply message"
)
_FORWARDED = (
    "forwarded message|forwarded by|begin forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten|"
    "message transféré|début du message|mensaje reenviado|inicio del mensaje|messaggio inoltrato|inizio messaggio|"
    "mensagem encaminhada|doorgestuurd bericht|begin doorgestuurd|przekazana wiadomość|переадресованное|"
    "пересланное сообщение|vidarebefordrat|videresendt|välitetty viesti|přeposlaná zpráva|iletilmiş|転送|轉寄|转发"
)
ORIGINAL = re.compile(rf"^[\s>*_-]*(?:{_ORIGINAL})[\s>*_-]*:?\s*$", re.IGNORECASE)
FORWARDED = re.compile(rf"^[\s>*_-]*(?:{_FORWARDED})\b.{{0,60}}$", re.IGNORECASE)

_LABELS = {
    "from": "from|von|de|da|van|od|от|від|från|fra|lähettäjä|kimden|gönderen|差出人|发件人|寄件者|보낸 사람|מאת|من|feladó|από",  # noqa: E501 wide letters
    "date": "sent|date|gesendet|datum|envoyé|enviado|enviado el|enviada em|fecha|inviato|data|verzonden|wysłano|"
    "отправлено|дата|надіслано|skickat|sendt|dato|lähetetty|päivämäärä|gönderilme|tarih|odesláno|送信日時|日時|发送时间|"
    "寄件日期|日期|보낸 날짜|날짜|נשלח|תאריך|تاريخ الإرسال|تاريخ|elküldve",
    "to": "to|an|à|para|a|aan|do|кому|till|til|vastaanottaja|kime|alıcı|komu|宛先|收件人|收件者|받는 사람|אל|إلى|címzett",  # noqa: E501 wide letters
    "cc": "cc|kopie|copie|copia|kopia|копия|копія|bcc|抄送|副本|참조|עותק|نسخة",
    "subject": "subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|тема|ämne|emne|aihe|konu|předmět|件名|主题|主旨|"  # noqa: E501 wide letters
    "제목|נושא|الموضوع|tárgy",
    "reply": "reply-to|antwort an|répondre à|responder a",
}
LABEL = re.compile(
    r"^\s*\*?\s*(?:"
    + "|".join(f"(?P<{kind.replace('-', '_')}>{words})" for kind, words in _LABELS.items())
    + r")\s*\*?\s*[:：]\s*\*?",
    re.IGNORECASE,
)

_DEVICES = (
    r"sent (?:from|via|using) (?:my |the )|sent (?:from|via|with|using) (?=\S*(?:mail|outlook|phone|pad|android|samsung|blackberry|"  # noqa: E501
    r"sparrow|yahoo|aol|proton|huawei|xiaomi|nokia|windows|mobile|superhuman|spark))|get outlook for|von meinem .{2,40} gesendet|gesendet (?:von|mit) |"  # noqa: E501
    r"diese nachricht wurde von meinem|envoyé (?:de|depuis) mon|envoyé à partir|obtenir outlook|télécharger outlook|"
    r"enviado desde mi|enviado (?:do|de) meu|enviado desde|inviato da|ottieni outlook|verstuurd vanaf|verzonden vanaf|"
    r"wysłane z|отправлено с |отправлено из|надіслано з|skickat från|sendt fra|lähetetty |odesláno z|iphone'umdan|"
    r"iphone.{0,3}mdan gönderildi|iphoneから送信|发自我的|從我的|나의 iphone|נשלח מה|أرسلت من|get aol|yahoo mail"
)
DEVICE = re.compile(rf"^\W{{0,3}}(?:{_DEVICES})[^.,;!?]{{0,60}}(?:\(?https?://\S+\)?|<\S+>)?\W{{0,3}}$", re.IGNORECASE)
