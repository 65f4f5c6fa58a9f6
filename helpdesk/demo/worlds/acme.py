"""Acme: a software company with reports and exports, support in Berlin and New York."""

from helpdesk.demo.worlds.acme_articles import ARTICLES
from helpdesk.demo.worlds.acme_stories import STORIES
from helpdesk.demo.worlds.world import Checks, Customer, Leave, Level, Organization, Person, Shift, Skilled, World

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
ORGANIZATIONS = (
    Organization(
        "Northwind", "northwind.test", "gold", {"contract": "Premium", "licences": 250, "renews": "2027-03-31"}
    ),
    Organization("Kanzlei Weber", "kanzlei-weber.test", "silver"),
    Organization("Cedar Logistics", "cedar-logistics.test", "gold", {"contract": "Premium", "licences": 90}),
    Organization("Blue Harbor Hotels", "blueharbor.test"),
    Organization("Fjord Energi", "fjord-energi.test", "silver", {"contract": "Standard", "licences": 40}),
    Organization("Studio Lumen", "studiolumen.test"),
    Organization("Pinetree Schools", "pinetree.test"),
    Organization("Orchard Foods", "orchardfoods.test", "gold"),
    Organization("Mosaic Clinics", "mosaic-clinics.test", "silver"),
    Organization("Tallgrass Media", "tallgrass.test"),
)

CUSTOMERS = (
    Customer("Grace Hopper", "grace@northwind.test", "Northwind"),
    Customer("Dmitri Volkov", "dmitri@northwind.test", "Northwind"),
    Customer("Amara Okafor", "amara@northwind.test", "Northwind"),
    Customer("Jonas Weber", "jonas@kanzlei-weber.test", "Kanzlei Weber", "de"),
    Customer("Katrin Albers", "albers@kanzlei-weber.test", "Kanzlei Weber", "de"),
    Customer("نور حداد", "nour@cedar-logistics.test", "Cedar Logistics", "ar"),
    Customer("Elias Khoury", "elias@cedar-logistics.test", "Cedar Logistics"),
    Customer("Priya Raman", "priya@cedar-logistics.test", "Cedar Logistics"),
    Customer("Tom Delaney", "tom@blueharbor.test", "Blue Harbor Hotels"),
    Customer("Sofia Marchetti", "sofia@blueharbor.test", "Blue Harbor Hotels"),
    Customer("Ola Berg", "ola@fjord-energi.test", "Fjord Energi"),
    Customer("Ingrid Solheim", "ingrid@fjord-energi.test", "Fjord Energi"),
    Customer("Maya Lindt", "maya@studiolumen.test", "Studio Lumen"),
    Customer("Felix Aubert", "felix@studiolumen.test", "Studio Lumen"),
    Customer("Rosa Delgado", "rosa@pinetree.test", "Pinetree Schools"),
    Customer("Marcus Bell", "marcus@pinetree.test", "Pinetree Schools"),
    Customer("Hannah Cole", "hannah@orchardfoods.test", "Orchard Foods"),
    Customer("Wei Zhang", "wei@orchardfoods.test", "Orchard Foods"),
    Customer("Luca Ferraro", "luca@orchardfoods.test", "Orchard Foods"),
    Customer("Aisha Rahman", "aisha@mosaic-clinics.test", "Mosaic Clinics"),
    Customer("Ben Harlow", "ben@mosaic-clinics.test", "Mosaic Clinics"),
    Customer("Nina Petrova", "nina@tallgrass.test", "Tallgrass Media"),
    Customer("Samuel Osei", "samuel@tallgrass.test", "Tallgrass Media"),
    Customer("Yuki Tanaka", "yuki.tanaka@gmail.com", ""),
    Customer("Claire Fontaine", "claire.fontaine@outlook.com", ""),
)

ACME = World(
    slug="acme",
    name="Acme",
    prefix="ACME",
    time_zone="Europe/Berlin",
    hue=264,
    owner=Person("olga", "Olga Brandt", "owner", on_duty=False),
    people=(
        Person("ada", "Ada Nowak", "admin", ("First line", "Platform")),
        Person("mia", "Mia Torres", "manager", ("First line", "Billing"), on_duty=False),
        Person("bo", "Bo Lindqvist", "agent", ("First line",)),
        Person("kim", "Kim Nguyen", "agent", ("First line", "Billing")),
        Person("raj", "Raj Patel", "agent", ("First line", "Platform")),
        Person("eve", "Eve Martin", "agent", ("Billing",)),
        Person("lin", "Lin Park", "light", ("Platform",), on_duty=False),
    ),
    teams={"First line": "mia", "Billing": "mia", "Platform": "ada"},
    mailboxes={"support@acme.test": "First line", "billing@acme.test": "Billing"},
    organizations=ORGANIZATIONS,
    customers=CUSTOMERS,
    categories=(
        "Product",
        "Product › Exports",
        "Product › Reports",
        "Product › Integrations",
        "Product › Mobile",
        "Account",
        "Account › Sign-in",
        "Account › Users",
        "Billing",
        "Billing › Invoices",
        "Billing › Plans",
        "Question",
    ),
    stories=STORIES,
    articles=ARTICLES,
    macros={
        "Ask for the log": "Hi {{contact.first_name}},\n\ncould you send us the log of the failed run? You find it under "
        "Settings → Exports → History → Download log.\n\nBest regards,\n{{agent.name}}",
        "Invoice copy": "Hi {{contact.first_name}},\n\nyou can download every invoice under Settings → Billing → Invoices. "
        "I have also sent a fresh copy to your billing address.\n\nBest regards,\n{{agent.name}}",
        "Fixed in the next release": "Hi {{contact.first_name}},\n\nthank you for reporting this. We have found the cause; "
        "the fix goes out with our next release. I will write to you here once it is live.\n\nBest regards,\n{{agent.name}}",
        "Reset two-step sign-in": "Hi {{contact.first_name}},\n\nI have reset the second step of your sign-in. At your next "
        "sign-in you will be asked to set it up again.\n\nBest regards,\n{{agent.name}}",
    },
    fields=(
        {"key": "product_version", "label": "Product version", "kind": "choice", "choices": ["4.0", "4.1", "4.2", "Cloud"],
         "is_shown_to_customer": True},
        {"key": "seats", "label": "Seats affected", "kind": "number"},
        {"key": "order_number", "label": "Order number", "kind": "text", "is_shown_to_customer": True},
        {"key": "wanted_by", "label": "Wanted by", "kind": "date"},
        {"key": "workaround_known", "label": "Workaround known", "kind": "check"},
        {"belongs_to": "contact", "key": "department", "label": "Department", "kind": "text"},
        {"belongs_to": "contact", "key": "is_administrator", "label": "Administrator there", "kind": "check"},
        {"belongs_to": "organization", "key": "contract", "label": "Contract", "kind": "choice",
         "choices": ["Standard", "Premium"]},
        {"belongs_to": "organization", "key": "licences", "label": "Licences", "kind": "number"},
        {"belongs_to": "organization", "key": "renews", "label": "Renews on", "kind": "date"},
    ),
    checklists=(
        Checks("Somebody left the company", "Account › Users", (
            "Proved that an administrator of theirs asks", "Sign-in switched off", "Reports handed over", "Seat freed",
        )),
        Checks("Wrong invoice", "Billing › Invoices", (
            "Invoice compared with the contract", "New invoice sent", "Old one cancelled in the books",
        )),
    ),
    tickets_a_day=1.75,
    skills=(
        Skilled("German", {"bo": 3, "ada": 1, "eve": 2, "mia": 2}, languages=("de",)),
        Skilled("Integrations", {"ada": 3, "raj": 2, "bo": 1}, categories=("Product › Integrations",)),
    ),
    levels=(Level(1, "Platform"),),
    asked={
        1: (("What was tried, and what came of it", True), ("How to see it happen", True), ("Who else has it", False)),
    },
    # Bo, Ada and Eve go on duty by hand, so that the demo answers at any hour.
    shifts=(
        Shift("mia", WEEKDAYS, (("08:00", "12:00"), ("13:00", "16:00"))),
        Shift("kim", ("mon", "tue", "wed", "thu"), (("08:00", "16:30"),)),
        Shift("raj", ("tue", "wed", "thu", "fri", "sat"), (("12:00", "20:00"),)),
    ),
    leave=(Leave("kim", 4, 5, "eve"), Leave("raj", 20, 1, "bo", "training")),
)  # fmt: skip
