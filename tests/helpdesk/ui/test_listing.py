"""A list is walked to its end and back without a row lost or doubled, whatever is equal or missing in it."""

import pytest
from django.core.exceptions import BadRequest
from django.http import QueryDict

from helpdesk.ui.listing import Cursor, Listing, Order
from tickets.models import Contact


@pytest.fixture
def people(acme):
    """Nine contacts: three names shared by several, phones missing for four of them."""
    Contact.objects.all().delete()
    from helpdesk.base import clock

    names = ["Ann", "Bob", "Bob", "Bob", "Cleo", "Dan", "Dan", "Eve", "Eve"]
    phones = ["1", "", "2", "3", "", "", "2", "4", ""]
    return [
        Contact.objects.create(name=name, phone=phone, created_at=clock.now())
        for name, phone in zip(names, phones, strict=True)
    ]


def walk(listing, rows, direction="older", start=""):
    """Every page's rows from `start` on, in the given direction."""
    pages, query = [], start
    while query is not None:
        page = listing.page(rows, QueryDict(query))
        pages.append([row.pk for row in page.rows])
        query = getattr(page, direction)
    return pages


@pytest.mark.parametrize("column", ["name", "-name", "phone", "-phone"])
def test_walking_forth_meets_each_row_once(people, column):
    listing = Listing(orders={"it": Order("It", column)}, size=2)
    met = [pk for page in walk(listing, Contact.objects.all()) for pk in page]
    expected = Contact.objects.order_by(column, "-pk" if column.startswith("-") else "pk")
    assert met == [person.pk for person in expected]


@pytest.mark.parametrize("column", ["last_surveyed_at", "-last_surveyed_at"])
def test_rows_without_a_value_come_last_and_are_met_too(people, column):
    from helpdesk.base import clock

    for n, person in enumerate(people[:5]):
        Contact.objects.filter(pk=person.pk).update(last_surveyed_at=clock.now().replace(microsecond=n % 2))
    listing = Listing(orders={"it": Order("It", column, nullable=True)}, size=2)
    met = [pk for page in walk(listing, Contact.objects.all()) for pk in page]
    assert sorted(met) == sorted(person.pk for person in people)
    assert set(met[:5]) == {person.pk for person in people[:5]}
    # and back again the same way
    last = walk(listing, Contact.objects.all())
    query = None
    page = listing.page(Contact.objects.all(), QueryDict(""))
    while page.older:
        query = page.older
        page = listing.page(Contact.objects.all(), QueryDict(query))
    back = walk(listing, Contact.objects.all(), "newer", query)
    assert [pk for page in reversed(back) for pk in page] == [pk for page in last for pk in page]


def test_links_keep_filters_and_order(people):
    listing = Listing(
        orders={"name": Order("Name", "name"), "new": Order("New", "-created_at")},
        filters={"q": lambda rows, text: rows.filter(name=text)},
        size=2,
    )
    page = listing.page(Contact.objects.all(), QueryDict("q=Bob&order=name&junk=1"))
    assert page.chosen == {"q": "Bob"}
    following = QueryDict(page.older)
    assert (following["q"], following["order"], "junk" in following) == ("Bob", "name", False)
    assert listing.page(Contact.objects.all(), QueryDict("order=nonsense")).order == "name"


@pytest.mark.parametrize("text", ["%%%", "YWJj", "W10", "WzEsIHt9XQ", "x" * 5000])
def test_a_damaged_cursor_is_a_bad_request(people, text):
    with pytest.raises(BadRequest):
        Listing(orders={"name": Order("Name", "name")}).page(Contact.objects.all(), QueryDict(f"after={text}"))


def test_a_cursor_of_another_order_is_a_bad_request(people):
    listing = Listing(orders={"new": Order("New", "-created_at")})
    with pytest.raises(BadRequest):
        listing.page(Contact.objects.all(), QueryDict(f"after={Cursor('Bob', 3)}"))
