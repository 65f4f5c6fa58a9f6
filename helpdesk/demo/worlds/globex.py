"""Globex: a maker of e-bikes in New York, smaller, other customers, other words."""

from helpdesk.demo.worlds.world import Article, Customer, Organization, Person, Story, World

STORIES = (
    Story("Battery does not charge beyond {60|80|40} %",
          "My e-bike's battery stops charging at {60|80|40} %. It is {four|eleven|six} months old.",
          ("Hi,\n\nplease hold the power button for ten seconds with the charger connected; that resets the battery's own "
           "meter. Does it charge further then?",),
          "Bikes › Battery", comes_back="Yes, it is full now. Thanks!", tags=("battery",), weight=4),
    Story("Where is my order {GX-2204|GX-2310|GX-2391}?",
          "I ordered {two weeks|ten days} ago and have heard nothing since. Order {GX-2204|GX-2310|GX-2391}.",
          ("Hi,\n\nit left our warehouse yesterday; the tracking link is on its way to you. Sorry for the silence.",),
          "Orders", tags=("shipping",), weight=5, mood=3),
    Story("Warranty for a {squeaking brake|loose display|flat tyre}",
          "Is a {squeaking brake|loose display|flat tyre} covered? I have had the bike for {5|14|20} months.",
          ("Hi,\n\nwear parts are covered for six months, everything else for two years. Any of our partner shops can look "
           "at it; I have noted your case so that they need no papers.",),
          "Bikes", weight=3),
    Story("Return of a helmet", "The helmet is too small. How do I send it back?",
          ("Hi,\n\nprint the label that I have just mailed you and hand the parcel in anywhere. The refund follows as soon "
           "as it is scanned.",),
          "Orders", weight=3),
)  # fmt: skip

GLOBEX = World(
    slug="globex",
    name="Globex",
    prefix="GLOBEX",
    time_zone="America/New_York",
    hue=155,
    owner=Person("otto", "Otto Frank", "owner", on_duty=False),
    people=(
        Person("gus", "Gus Moreno", "admin", ("Support",)),
        Person("ivy", "Ivy Chen", "agent", ("Support",)),
    ),
    teams={"Support": "gus"},
    mailboxes={"support@globex.test": "Support"},
    organizations=(Organization("Initech", "initech.test"), Organization("Harbor Couriers", "harborcouriers.test")),
    customers=(
        Customer("Hank Mercer", "hank@initech.test", "Initech"),
        Customer("Joy Adeyemi", "joy@harborcouriers.test", "Harbor Couriers"),
        Customer("Paul Novak", "paul@harborcouriers.test", "Harbor Couriers"),
        Customer("Lena Fischer", "lena.fischer@gmail.com", ""),
    ),
    categories=("Bikes", "Bikes › Battery", "Orders"),
    stories=STORIES,
    articles=(
        Article("Care for the battery", "Bikes", "Keep it between 20 and 80 % and out of the frost."),
        Article("How returns work", "Orders", "Within 30 days, unused, with the label we mail you."),
    ),
    macros={"Tracking link": "Hi {{contact.first_name}},\n\nhere is your tracking link.\n\n{{agent.name}}"},
    tickets_a_day=0.7,
)
