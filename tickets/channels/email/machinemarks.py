"""The words and fields by which machines give themselves away."""

import re

DAEMON = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|mdaemon|mail-?delivery(?:-?(?:sub)?system)?|"
    r"microsoftexchange[0-9a-f]{8,}|mail-?system|bounce-?handler|"
    r"double-bounce|mmdf)$",
    re.IGNORECASE,
)
# People have these addresses too, in small firms.
POSTMASTER = re.compile(
    r"^(?:post[-_.]?master|postoffice|mail-?master|mailer|sysadmin|smtp|uucp|master|root|system)$", re.IGNORECASE
)
DAEMON_NAME = re.compile(
    r"mail delivery (?:sub)?system|mail (?:router|administrator|delivery service)|system administrator|"
    r"mail server|internet mail delivery|"
    r"interscan|delivery notification|postmaster",
    re.IGNORECASE,
)
BOUNCE_SUBJECT = re.compile(
    r"undeliver|un-deliver|returned (?:e-?)?mail|return(?:ed|ing) (?:message )?to sender|delivery (?:status|"
    r"failure|notification|report|error|has failed|"
    r"unsuccessful|problem)|delivery_failure|failure (?:notice|delivery|notification)|(?:delivery|mail|"
    r"message|send\w*).{0,25}fail|"
    r"fail\w* to (?:send|deliver)|could not (?:be )?(?:deliver|send|sent)|was not delivered|not deliverable|"
    r"mail system error|error sending your mail|"
    r"non-?delivery|ndn:|ndr:|warning: (?:message|could not send|e?mail)|delayed (?:mail|message)|(?:mail|"
    r"message|delivery).{0,15}delayed|"
    r"message .{0,40}frozen|blocked by|rejected|\[bounce\]|"
    r"unzustellbar|nicht zustellbar|zustellung.{0,20}(?:fehl|nicht)|nicht zugestellt|non remis|non distribu|"
    r"échec de (?:la )?(?:remise|distribution)|"
    r"no (?:se )?(?:puede|pudo|ha podido) (?:ser )?entreg|no entregado|no se ha podido|devuelto|"
    r"mancat[oa] (?:recapito|consegna)|non recapit|"
    r"niet (?:bezorgd|besteld|afgeleverd)|onbestelbaar|não entreg|devolvid|nie dostarczon|niedostarczon|"
    r"zwrot|недоставлен|не доставлен|"
    r"не удалось доставить|не доставлено|невозможно доставить|kan inte levereras|olevererbart|ikke leveres|"
    r"kunne ikke lever|ei voitu toimittaa|"
    r"nedoručiteln|teslim edilemedi|kézbesíthetetlen|nelivrat|配信|配送不能|送信できません|エラーメール|退信|"
    r"无法投递|系统退信|退回|無法傳遞|"
    r"반송|전송 실패|배달",
    re.IGNORECASE,
)
# What a mail server says about a delivery: a status, an answer of SMTP, the head of the mail that came back.
RETURNED = re.compile(
    r"(?<![\d.])[45]\.[0-7]\.\d{1,3}(?![\d.])|(?:^|\W)5\d\d[ -]\D|final-recipient:|original-recipient:|"
    r"diagnostic-code:|"
    r"^\W{0,4}(?:received: (?:from|by)|return-path: ?<|message-id: ?<)|permanent (?:fatal )?errors|rcpt to:|"
    r"this is (?:the|a) (?:qmail-send|mail system|mail delivery|warning message)|unknown user:|user unknown|"
    r"no such user|mailbox unavailable|"
    r"mailbox (?:is )?full|over quota|mail delivery software|spam firewall|unable to deliver your message",
    re.IGNORECASE | re.MULTILINE,
)
PASSED_ON = re.compile(r"^\s*(?:re|aw|sv|vs|fwd?|wg|tr|rv)\s*:", re.IGNORECASE)

_AWAY = (
    r"automatic reply|auto(?:mated|matic)?[ -]?(?:reply|response|responder)|"
    r"out of (?:the )?office(?: auto ?reply)?|autoreply|vacation(?: reply)?|"
    r"away from (?:the )?office|on (?:annual )?leave|abwesend|abwesenheit(?:snotiz|smeldung|"
    r"sbenachrichtigung|sassistent)?|automatische antwort|"
    r"automatische (?:rückmeldung|abwesenheit\w*)|réponse automatique|absence(?: du bureau)?|"
    r"message d'absence|respuesta automática|fuera de (?:la )?oficina|"
    r"risposta automatica|fuori (?:sede|ufficio)|resposta automática|fora do escritório|ausência temporária|"
    r"automatisch antwoord|afwezig\w*|niet aanwezig|"
    r"autoodpowiedź|automatyczna odpowiedź|odpowiedź automatyczna|poza biurem|автоответ|автоматический ответ|"
    r"вне офиса|автоматична відповідь|"
    r"autosvar|automatiskt svar|automatisk svar|frånvaro\w*|fravær\w*|poissaolo\w*|automaattinen vastaus|"
    r"automatická odpověď|automatická odpoveď|"
    r"otomatik yanıt|automatikus válasz|răspuns automat|αυτόματη απάντηση|自动回复|自動回覆|自动答复|"
    r"자동 ?(?:회신|응답)|自動応答|自動返信|不在通知|"
    r"תשובה אוטומטית|رد تلقائي|الرد التلقائي"
)
AWAY_SUBJECT = re.compile(rf"^\W{{0,3}}(?:{_AWAY})\W?\s*(?:[:：\-–]|$)", re.IGNORECASE)
AWAY_WORDS = re.compile(
    r"\b(?:i am|i'm|i will be|am) (?:currently |presently |now )?(?:out of (?:the )?office|away|"
    r"on (?:annual |parental |sick )?leave|on (?:vacation|holiday))|"
    r"will be (?:back|out of)|limited access to (?:my )?(?:e-?)?mail|this is an automat|automatically generated|"
    r"nicht im (?:büro|haus)|außer haus|bin (?:ich )?(?:bis|vom|derzeit|zur ?zeit|momentan|im urlaub|"
    r"abwesend)|im urlaub|automatisch erstellt|"
    r"je suis (?:actuellement )?(?:absente?|en congé)|absente? (?:du|jusqu)|estoy (?:fuera|ausente|"
    r"de vacaciones)|estaré (?:fuera|ausente)|"
    r"sono (?:assente|fuori|in ferie)|sarò (?:assente|fuori)|estou (?:ausente|fora|de férias)|"
    r"estarei (?:ausente|fora)|"
    r"ben (?:ik )?(?:afwezig|niet aanwezig|op vakantie)|jestem (?:nieobecn|poza|na urlopie)|отсутству|"
    r"в отпуске|відсутн|у відпустці|"
    r"är (?:inte på kontoret|frånvarande|på semester)|ikke på kontoret|på ferie|poissa|lomalla|mimo kancelář|"
    r"na dovolené|ofis dışında|izindeyim|"
    r"休暇|不在|外出|休假|不在办公室|부재|휴가|בחופשה|في إجازة|خارج المكتب",
    re.IGNORECASE,
)
AUTO_REPLY_FIELDS = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-auto-reply-from", "x-auto-reply",
    "x-vacation", "x-mail-autoreply", "x-rt-loop-prevention", "x-otrs-loop", "x-autorespond-to",
    "x-ms-exchange-inbox-rules-loop", "x-autogenerated-reply", "x-oof",
)  # fmt: skip
AUTO_FIELDS = (
    "x-cron-env", "x-autogenerated", "x-auto-generated", "x-fc-machinegenerated", "x-nagios-notification",
    "x-jenkins-job", "x-jira-fingerprint", "x-github-reason", "x-gitlab-project", "x-bugzilla-reason",
)  # fmt: skip
REACTIONS = frozenset(["text/vnd.google.email-reaction+json"])  # a person pressed a thumb: nothing to be answered
LIST_FIELDS = ("list-id", "list-post", "list-help", "mailing-list", "x-mailing-list")
