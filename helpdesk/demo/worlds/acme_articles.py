"""Acme's help centre."""

from helpdesk.demo.worlds.world import Article

ARTICLES = (
    Article("Exports that time out: split or schedule", "Exports", """\
An export that takes longer than the time limit of your plan stops and writes nothing.

## What you see

The history says “upstream closed” or “stopped after 30 seconds”.

## Split the export

1. Open **Settings → Exports** and choose the export.
2. Click **Split** and choose by month or by branch.
3. Start it again. Each part runs on its own.

## Or let it run at night

Scheduled exports have four times the limit. Choose **Schedule → Nightly**."""),
    Article("Download the log of an export", "Exports", """\
**Settings → Exports → History** lists the last 90 days. Every row has a **Download log** link.

The log names the first row that could not be written and why. Send it along when you write to us: it saves a day."""),
    Article("PDF, XLSX or CSV: which export keeps what", "Exports", """\
| | PDF | XLSX | CSV |
|---|---|---|---|
| Layout | yes | partly | no |
| Formulas | no | yes | no |
| Right-to-left text | from 4.2.3 | yes | yes |
| Rows | 20,000 | 1,000,000 | unlimited |"""),
    Article("Sharing reports with guests", "Reports", """\
Guests see one report and nothing else. They need no account.

1. Open the report and choose **Share → Link for guests**.
2. Set the day on which the link ends.
3. Copy the link and send it.

You can end a link at any time under **Share → Links**."""),
    Article("Why two numbers differ", "Reports", """\
Three reasons explain nearly every difference:

- **Time zone**: exports use the account's zone, reports the viewer's. See *Settings → Time zone → Same for all*.
- **Currency**: converted amounts are rounded per booking.
- **Freshness**: imports run nightly; the report says “as of”."""),
    Article("The dashboard shows old numbers", "Reports", """\
The dashboard shows what the last import brought. **Settings → Imports** says when that was and whether it failed.

The most common cause is an expired certificate of your shop. Renew it, then press **Import now**."""),
    Article("Sign-in: the code is wrong", "Your account", """\
The code of your authenticator app depends on the time of your phone. Switch on *Set time automatically*.

With a new phone, use one of your **recovery codes**. None left? Write to us from your account's address."""),
    Article("Add or remove seats", "Your account", """\
**Settings → Billing → Plans → Seats**. More seats work at once and are charged for the rest of the month; fewer take
effect with the next invoice."""),
    Article("Hand over the reports of someone who left", "Your account", """\
As an administrator open **Settings → Users**, choose the person and **Transfer everything**. Reports, schedules and
shared links move to the new owner; nobody has to change a link."""),
    Article("Invoices: copies, addresses, VAT numbers", "Billing", """\
All invoices are under **Settings → Billing → Invoices**. A change of address or VAT number holds for the next invoice;
write to billing@acme.test if an old one must be corrected."""),
    Article("Reconnect Slack", "Integrations", """\
Slack asks for its permission again from time to time. Until it is renewed, nothing is posted.

Open **Settings → Integrations → Slack** and press **Reconnect**."""),
    Article("Limits of the API", "Integrations", """\
1,000 requests a minute **per token**. Give each program its own token under **Settings → Tokens**; a shared one shares
its limit. An answer `429` says in `Retry-After` how long to wait."""),
    Article("CSV imports: dates, numbers, encodings", "Integrations", """\
- Dates as `2026-11-30` or `30.11.2026`, without spaces at the end.
- Numbers with a point or a comma, without thousands separators.
- UTF-8; files from Excel are recognised too."""),
    Article("Refunds: who may promise what", "For agents", """\
First line may promise a refund of a double charge at once. Anything above 500 € goes to Billing with the payment id.
Never promise a date earlier than five working days.""", is_internal=True),
    Article("Known limits of release 4.2", "For agents", """\
- Exports: the proxy limit of 30 s (raised for Gold).
- PDF: joining forms of Arabic fonts, fixed in 4.2.3.
- Mobile: crash with more than 200 filters, fixed in 4.2.3.""", is_internal=True),
)  # fmt: skip
