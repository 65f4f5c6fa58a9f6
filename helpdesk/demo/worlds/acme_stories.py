"""What Acme's customers write about."""

from helpdesk.demo.worlds.world import Story

STORIES = (
    Story(
        "{Nightly|Weekly|Monthly} export stops after {30|60|45} seconds",
        "Hello,\n\nour {nightly|weekly|monthly} export stops after exactly {30|60|45} seconds since you released 4.2. "
        "Nothing is written, and the log only says “upstream closed”. We need the file for billing.\n\nThanks",
        ("Hi,\n\nthank you for the details. It is a time limit that was set too low on our side. Until it is raised, please "
         "start the export in two halves (Settings → Exports → Split). I will write as soon as the change is live.",
         "Hi,\n\nthe limit was raised last night. Your export of this morning ran through in 94 seconds; you can put it "
         "back together again. Sorry for the trouble."),
        "Product › Exports", comes_back="The split worked for the first half, the second is still the same.",
        note="Same proxy limit as in the other export tickets. Platform lowered it on Monday, a change is planned.",
        priority="high", tags=("release-4.2", "proxy"), team="Platform", weight=4, mood=4,
    ),
    Story(
        "Cannot sign in after {changing my password|getting a new phone|the update}",
        "Hi, since {yesterday|this morning|Monday} I cannot sign in any more. It says the code is wrong although I typed "
        "it from the app. I have a meeting with the numbers at noon.",
        ("Hi,\n\nI have reset the second step of your sign-in. At your next sign-in you are asked to set it up again; keep "
         "the recovery codes somewhere safe this time.",),
        "Account › Sign-in", priority="high", tags=("two-step",), weight=6, hours_to_answer=(0.1, 2), mood=5,
    ),
    Story(
        "Invoice for {October|September|August} shows the wrong {address|VAT number|number of seats}",
        "Dear billing team,\n\nthe invoice of {October|September|August} shows our old {address|VAT number|number of "
        "seats}. Our accountant cannot book it like this. Could you send a corrected one?",
        ("Hello,\n\nI have corrected it and issued a new invoice; the old one is cancelled. You find both under "
         "Settings → Billing → Invoices.",),
        "Billing › Invoices", tags=("invoice",), team="Billing", weight=5, mood=5,
    ),
    Story(
        "How do I share a report with someone outside?",
        "Hi! Our {auditor|tax adviser|agency} needs to see the {quarterly|sales|stock} report, but should not get an "
        "account. Is there a way?",
        ("Hi,\n\nyes: open the report, choose Share → Link for guests, and set a date on which it ends. Guests see that one "
         "report and nothing else. This article shows it step by step: Sharing reports with guests.",),
        "Product › Reports", comes_back="Perfect, found it. Thank you!", tags=("sharing",), weight=5, mood=5,
    ),
    Story(
        "Delete my account, please",
        "Hello, I do not need the account any more. Please delete it with everything you have stored about me and confirm.",
        ("Hello,\n\nI have passed this on to our privacy desk. Your data will be erased within 30 days; you get a "
         "confirmation from them.",),
        "Account › Users", tags=("privacy",), weight=2, hours_to_answer=(1, 12), mood=4,
    ),
    Story(
        "Right-to-left names are cut in the PDF",
        "Names in Arabic and Hebrew are cut off on the right in PDF exports. On the screen they are fine. "
        "I attach nothing because it happens with every report.",
        ("Hi,\n\nI can reproduce it; the PDF font lacks the joining forms. Our developers have it on the list for the next "
         "release. Until then the XLSX export keeps the names whole.",
         "Hi,\n\nthe fix is live since today. Would you check one of your reports?"),
        "Product › Exports", comes_back="When is the next release?", tags=("pdf", "rtl"), weight=2, mood=3,
    ),
    Story(
        "Slack integration posts {twice|nothing|late}",
        "Since {Tuesday|last week|the weekend} the Slack integration posts {twice|nothing|late} in our #reports channel. "
        "We changed nothing.",
        ("Hi,\n\nSlack had asked for the permission to be renewed. Please open Settings → Integrations → Slack → Reconnect "
         "once; that sets it right.",),
        "Product › Integrations", comes_back="Reconnected, it works again.", tags=("slack",), weight=4, mood=4,
    ),
    Story(
        "Add {5|10|25} seats to our plan",
        "Hello, we are growing. Please add {5|10|25} seats to our plan from the first of next month and tell me the price.",
        ("Hello,\n\ncongratulations! I have prepared the change for the first; the offer is attached to your account under "
         "Billing → Plans. A click on Accept is all it needs.",),
        "Billing › Plans", comes_back="Accepted, thanks for the quick answer.", team="Billing", weight=4, mood=5,
    ),
    Story(
        "Dashboard shows yesterday's numbers",
        "The {sales|stock|visitors} dashboard still shows the numbers of yesterday. Reloading does not help. "
        "Is there a known problem?",
        ("Hi,\n\nthe nightly import of your shop failed because its certificate had expired. Once it is renewed, press "
         "Import now and the dashboard catches up.",),
        "Product › Reports", comes_back="The certificate is renewed. The dashboard is up to date again.",
        tags=("import",), weight=4, mood=4,
    ),
    Story(
        "App crashes when I open {a large report|the calendar|filters} on {iPhone|Android|iPad}",
        "The app closes itself as soon as I open {a large report|the calendar|filters} on my {iPhone|Android|iPad}. "
        "I have reinstalled it twice.",
        ("Hi,\n\nsorry about that. Which version does the app show under Settings → About?",
         "Thank you. This is fixed in 4.2.3, which is in the store since this morning. Please update and tell me whether "
         "it holds."),
        "Product › Mobile", comes_back="It says 4.2.1.", note="Crash id 7731, fixed on the release branch.",
        tags=("mobile", "crash"), weight=4, mood=4,
    ),
    Story(
        "API returns 429 although we are far below the limit",
        "Our nightly job gets 429 after about {200|500|80} requests. The documentation says 1,000 a minute. "
        "Is our limit set lower?",
        ("Hi,\n\nthe limit counts per token, and your job shares its token with the Zapier connection. Give each its own "
         "(Settings → Tokens) and both have the full limit.",),
        "Product › Integrations", comes_back="That was it. Thanks for looking at the logs.", tags=("api",),
        team="Platform", weight=3, mood=5,
    ),
    Story(
        "Charged twice in {October|September|August}",
        "You have charged our card twice in {October|September|August}: {249|499|1,290} € on the first and again on the "
        "third. Please pay one back.",
        ("Hello,\n\nyou are right, and I am sorry: the second charge came from a retry of our payment provider. I have "
         "started the refund; it is on your card in three to five days.",),
        "Billing › Invoices", comes_back="The money has arrived, thank you.", priority="high", tags=("refund",),
        team="Billing", weight=3, mood=3,
    ),
    Story(
        "Import of {customers|products|bookings} from CSV fails in row {212|1,044|17}",
        "The import stops with “invalid date” in row {212|1,044|17}, but the row looks like all the others. "
        "The file comes straight from our ERP.",
        ("Hi,\n\nthe date in that row has a space at its end. The import is stricter than it should be; I have filed that. "
         "Trim the column once and it runs through.",),
        "Product › Integrations", comes_back="Works. A clearer message would have saved me an hour.",
        tags=("import", "csv"), weight=3, mood=3,
    ),
    Story(
        "Who can see which report?",
        "Our {works council|data protection officer|management} wants to know who can see which report. "
        "Is there a list, and does it go into the audit log?",
        ("Hello,\n\nSettings → Roles shows the matrix, and Settings → Audit every change to it. You can download both as "
         "CSV.",),
        "Account › Users", weight=2, mood=5,
    ),
    Story(
        "Rechnung {Oktober|September} fehlt",
        "Guten Tag,\n\ndie Rechnung für {Oktober|September} ist bei uns nicht angekommen. Könnten Sie sie bitte noch einmal "
        "schicken?\n\nMit freundlichen Grüßen",
        ("Guten Tag,\n\nich habe Ihnen die Rechnung soeben noch einmal geschickt. Sie finden alle Rechnungen auch unter "
         "Einstellungen → Abrechnung.",),
        "Billing › Invoices", comes_back="Vielen Dank, ist da.", team="Billing", weight=2, mood=5,
    ),
    Story(
        "Can we get a longer trial?",
        "We are testing with three departments and will not be done by Friday. Could we get {one|two} more week{s|s}?",
        ("Hi,\n\ngladly: your trial runs until the end of next week now. If a short call would help your colleagues, just "
         "pick a time in my calendar.",),
        "Question", weight=3, mood=5,
    ),
    Story(
        "Everything is slow since {9|10|14} o'clock",
        "Since {9|10|14} o'clock every page takes ten seconds or more, for all of us in the office. Is there an outage?",
        ("Hi,\n\nyes, one of our database servers was overloaded; we have moved your account to another one. Is it quick "
         "again for you?",),
        "Product", comes_back="Yes, all good now.", note="Incident 2026-114. Add to the problem list.",
        priority="urgent", tags=("outage",), team="Platform", weight=3, hours_to_answer=(0.1, 1.5), mood=3,
    ),
    Story(
        "Wish: dark mode for {the dashboard|PDF reports|the app}",
        "Just a wish from our team: a dark mode for {the dashboard|PDF reports|the app}. Some of us stare at it all night.",
        ("Hi,\n\nthank you, that is a popular one. I have added your vote; we write to everyone who voted when it comes.",),
        "Question", priority="low", tags=("wish",), weight=3, hours_to_answer=(4, 30), mood=5,
    ),
    Story(
        "User {left the company|changed departments}, transfer the reports",
        "One of our colleagues {left the company|changed departments}. Please transfer all reports to the new owner, "
        "otherwise the mails go into the void.",
        ("Hello,\n\nas an administrator you can do that yourself: Settings → Users → the person → Transfer everything. "
         "The scheduled mails move along.",),
        "Account › Users", comes_back="Found it, thank you.", weight=3, mood=5,
    ),
    Story(
        "Numbers differ between {report and export|app and web|PDF and screen}",
        "The totals differ between {report and export|app and web|PDF and screen} by a few hundred euros. "
        "Which one is right?",
        ("Hi,\n\nthe export uses the time zone of the account, the report that of the viewer; the bookings around midnight "
         "fall on different days. Settings → Time zone → Same for all makes them agree.",),
        "Product › Reports", comes_back="Our auditor still finds a difference of 12.40. Could you look again?",
        note="Rounding of currency conversions, see the wiki page.", priority="high", tags=("numbers",), weight=3, mood=2,
    ),
)  # fmt: skip
