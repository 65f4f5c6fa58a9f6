"""A forwarded mail's original is told from what stands above it, as mail programs write it in many languages."""

import pytest

from tickets.channels.email.mime import read

GMAIL = "---------- Forwarded message ---------"
BODY = "The printer burns.\n\nGrace"

# (program and language, what it writes between the forwarder's words and the original)
HEADS = [
    ("Gmail", f"{GMAIL}\nFrom: Grace Hopper <grace@northwind.test>\nDate: Mon, Jun 1, 2026 at 10:00 AM\nSubject: Fire\nTo: <bo@acme.test>\n\n"),
    ("Gmail, German labels", f"{GMAIL}\nVon: Grace Hopper <grace@northwind.test>\nDate: Mo., 1. Juni 2026 um 10:00 Uhr\nSubject: Fire\nTo: Bo <bo@acme.test>\nCc: Al <al@x.test>,\n Kim <kim@acme.test>\n\n"),
    ("Apple Mail", "Begin forwarded message:\n\nFrom: Grace Hopper <grace@northwind.test>\nSubject: Fire\nDate: 1 June 2026 at 10:00:00 CEST\nTo: Bo <bo@acme.test>\n\n"),
    ("Apple Mail, German", "Anfang der weitergeleiteten Nachricht:\n\nVon: Grace Hopper <grace@northwind.test>\nBetreff: Fire\nDatum: 1. Juni 2026 um 10:00:00 MESZ\nAn: Bo <bo@acme.test>\n\n"),
    ("Apple Mail, French", "Début du message transféré :\n\nDe: Grace Hopper <grace@northwind.test>\nObjet: Fire\nDate: 1 juin 2026 à 10:00:00 UTC+2\nÀ: Bo <bo@acme.test>\n\n"),
    ("Thunderbird", "-------- Forwarded Message --------\nSubject: \tFire\nDate: \tMon, 1 Jun 2026 10:00:00 +0200\nFrom: \tGrace Hopper <grace@northwind.test>\nTo: \tbo@acme.test\n\n\n"),
    ("Thunderbird, German", "-------- Weitergeleitete Nachricht --------\nBetreff: \tFire\nDatum: \tMon, 1 Jun 2026 10:00:00 +0200\nVon: \tGrace Hopper <grace@northwind.test>\nAn: \tbo@acme.test\n\n\n"),
    ("Thunderbird, Polish", "-------- Przekazana wiadomość --------\nTemat: \tFire\nData: \tMon, 1 Jun 2026 10:00:00 +0200\nNadawca: \tGrace Hopper <grace@northwind.test>\nDo: \tbo@acme.test\n\n"),
    ("Outlook", "________________________________\nFrom: Grace Hopper <grace@northwind.test>\nSent: Monday, June 1, 2026 10:00 AM\nTo: Bo <bo@acme.test>\nSubject: Fire\n\n"),
    ("Outlook, old", "-----Original Message-----\nFrom: Grace Hopper [mailto:grace@northwind.test]\nSent: Monday, June 1, 2026 10:00 AM\nTo: Bo\nSubject: Fire\n\n"),
    ("Outlook, German", "Von: Grace Hopper <grace@northwind.test>\nGesendet: Montag, 1. Juni 2026 10:00\nAn: Bo <bo@acme.test>\nBetreff: Fire\n\n"),
    ("Outlook, French", "De : Grace Hopper <grace@northwind.test>\nEnvoyé : lundi 1 juin 2026 10:00\nÀ : Bo <bo@acme.test>\nObjet : Fire\n\n"),
    ("Outlook, Spanish", "De: Grace Hopper <grace@northwind.test>\nEnviado el: lunes, 1 de junio de 2026 10:00\nPara: Bo <bo@acme.test>\nAsunto: Fire\n\n"),
    ("Outlook, Italian", "Da: Grace Hopper <grace@northwind.test>\nInviato: lunedì 1 giugno 2026 10:00\nA: Bo <bo@acme.test>\nOggetto: Fire\n\n"),
    ("Outlook, Dutch", "Van: Grace Hopper <grace@northwind.test>\nVerzonden: maandag 1 juni 2026 10:00\nAan: Bo <bo@acme.test>\nOnderwerp: Fire\n\n"),
    ("Outlook, Portuguese", "De: Grace Hopper <grace@northwind.test>\nEnviado: segunda-feira, 1 de junho de 2026 10:00\nPara: Bo <bo@acme.test>\nAssunto: Fire\n\n"),
    ("Outlook, Swedish", "Från: Grace Hopper <grace@northwind.test>\nSkickat: den 1 juni 2026 10:00\nTill: Bo <bo@acme.test>\nÄmne: Fire\n\n"),
    ("Outlook, Russian", "От: Grace Hopper <grace@northwind.test>\nОтправлено: 1 июня 2026 г. 10:00\nКому: Bo <bo@acme.test>\nТема: Fire\n\n"),
    ("Outlook, Ukrainian", "Від: Grace Hopper <grace@northwind.test>\nНадіслано: 1 червня 2026 р. 10:00\nКому: Bo <bo@acme.test>\nТема: Fire\n\n"),
    ("Outlook, Turkish", "Kimden: Grace Hopper <grace@northwind.test>\nGönderilme: 1 Haziran 2026 Pazartesi 10:00\nKime: Bo <bo@acme.test>\nKonu: Fire\n\n"),
    ("Outlook, Czech", "Od: Grace Hopper <grace@northwind.test>\nOdesláno: pondělí 1. června 2026 10:00\nKomu: Bo <bo@acme.test>\nPředmět: Fire\n\n"),
    ("Outlook, Japanese", "差出人: Grace Hopper <grace@northwind.test>\n送信日時: 2026年6月1日 10:00\n宛先: Bo <bo@acme.test>\n件名: Fire\n\n"),
    ("Gmail app, Japanese", "---------- 転送されたメッセージ ---------\nFrom: Grace Hopper <grace@northwind.test>\nDate: 2026年6月1日(月) 10:00\nSubject: Fire\nTo: <bo@acme.test>\n\n"),
    ("Outlook, Chinese", "发件人: Grace Hopper <grace@northwind.test>\n发送时间: 2026年6月1日 10:00\n收件人: Bo <bo@acme.test>\n主题: Fire\n\n"),
    ("Outlook, Korean", "보낸 사람: Grace Hopper <grace@northwind.test>\n보낸 날짜: 2026년 6월 1일 월요일 10:00\n받는 사람: Bo <bo@acme.test>\n제목: Fire\n\n"),
    ("Outlook, Hebrew", "מאת: Grace Hopper <grace@northwind.test>\nנשלח: יום שני 01 יוני 2026 10:00\nאל: Bo <bo@acme.test>\nנושא: Fire\n\n"),
    ("Outlook, Arabic", "من: Grace Hopper <grace@northwind.test>\nتاريخ الإرسال: 1 يونيو 2026 10:00\nإلى: Bo <bo@acme.test>\nالموضوع: Fire\n\n"),
]  # fmt: skip


def mail(body, subject="Fwd: Fire", kind="text/plain", **headers):
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"From: Bo <bo@acme.test>\r\nTo: support@acme.test\r\nSubject: {subject}\r\n{more}"
    return f"{head}Content-Type: {kind}; charset=utf-8\r\n\r\n{body}".encode()


@pytest.mark.parametrize(("_program", "head"), HEADS, ids=[name for name, _head in HEADS])
def test_the_original_of_each_program_is_told(_program, head):
    found = read(mail(f"Please help her.\n\n{head}{BODY}\n")).forwarded
    assert (found.sender.email, found.sender.name) == ("grace@northwind.test", "Grace Hopper")
    assert (found.subject, found.above.strip("_\n ")) == ("Fire", "Please help her.")
    assert found.text == BODY


def test_marked_lines_of_an_original_are_its_words():
    marked = "\n".join(f"> {line}" for line in (HEADS[2][1].partition("\n\n")[2] + BODY).split("\n"))
    found = read(mail(f"Begin forwarded message:\n\n{marked}")).forwarded
    assert (found.sender.email, found.text) == ("grace@northwind.test", BODY)


def test_html_keeps_the_originals_looks_and_not_the_head():
    html = (
        '<div>See below</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>'
        "From: <strong>Grace Hopper</strong> <span>&lt;<a>grace@northwind.test</a>&gt;</span><br>Date: Mon, Jun 1, 2026 "
        "at 10:00 AM<br>Subject: Fire<br>To: &lt;bo@acme.test&gt;<br></div><br><p>The <b>printer</b> burns.</p></div>"
    )
    found = read(mail(html, kind="text/html")).forwarded
    assert (found.sender.email, found.text, found.above) == ("grace@northwind.test", "The printer burns.", "See below")
    assert "<b>printer</b>" in found.html
    assert "Forwarded" not in found.html + found.quoted_html


def test_an_original_that_came_as_a_file_brings_its_own_files():
    inner = mail(BODY, subject="Fire").replace(b"From: Bo <bo@acme.test>", b"From: Grace <grace@northwind.test>")
    inner = (
        inner.replace(
            b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
            b"Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n\r\n",
        )
        + b'\r\n--in\r\nContent-Type: text/plain; name="log.txt"\r\n\r\nlog\r\n--in--'
    )
    outer = b"--out\r\n\r\nFor you\r\n--out\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--out--"
    raw = mail("", kind="multipart/mixed; boundary=out").rstrip() + b"\r\n\r\n" + outer
    found = read(raw.replace(b"boundary=out; charset=utf-8", b"boundary=out")).forwarded
    assert (found.sender.email, found.subject, found.above) == ("grace@northwind.test", "Fire", "For you")
    assert (found.text, [file.filename for file in found.files]) == (BODY, ["log.txt"])


@pytest.mark.parametrize(
    ("_case", "body", "subject"),
    [
        ("an answer that quotes", f"Yes.\n\n{HEADS[10][1]}{BODY}", "Re: Fire"),
        ("prose about forwarding", "I forwarded message 12 to you.\nFrom: me, with love", "Hello"),
        ("nothing of the kind", BODY, "Fire"),
    ],
)
def test_what_is_no_forward_is_none(_case, body, subject):
    assert read(mail(body, subject=subject)).forwarded is None


@pytest.mark.parametrize("body", ["Look at this.", f"{GMAIL}\nFrom: Grace Hopper\nSubject: Fire\nTo: Bo\n\n{BODY}"])
def test_a_forward_whose_writer_cannot_be_told_says_so(body):
    assert not read(mail(body)).forwarded.sender.email
