"""What contacts and organisations have in common as endpoints: listed, read, added and changed, never taken away."""

from abc import ABC, abstractmethod
from types import ModuleType

from django.shortcuts import get_object_or_404

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.preconditions import require_match
from helpdesk.rest.serializers import Input
from tickets.api.refusals import refusals_explained


class Register(Endpoint, ABC):
    """Subclasses name the `actions` that make and change an entry, the `words` it is said in and its `entry` address;
    `several` is the list among the words that names an entry from outside."""

    capabilities = {
        "list": "ticket.read",
        "retrieve": "ticket.read",
        "create": "contact.edit",
        "partial_update": "contact.edit",
    }
    actions: ModuleType
    words: type[Input]
    entry: str
    several: str

    @abstractmethod
    def as_shown(self):
        """The rows with all that their answers need."""

    def list(self, request):
        return self.page_of(self.as_shown().standing())

    def retrieve(self, request, **which):
        return self.one(get_object_or_404(self.as_shown(), pk=self._id(which)))

    def create(self, request):
        return done_once(request, self._add)

    def partial_update(self, request, **which):
        rows = self.queryset.model.objects.select_for_update()
        row = get_object_or_404(rows, pk=self._id(which))
        values = self.taken(self.words, partial=True)
        require_match(request, row, lambda: self.shown(self.as_shown().get(pk=row.pk)))
        with refusals_explained():
            self.actions.change(row, values, by=self.actor)
        return self.one(self.as_shown().get(pk=row.pk))

    def _add(self):
        values = self.taken(self.words)
        with refusals_explained():
            row = self.actions.make(values.pop("name"), values.pop(self.several, []), by=self.actor, **values)
        where = self.address_of(self.entry, **{self.lookup_url_kwarg: row.pk})
        return self.one(self.as_shown().get(pk=row.pk), status=201, headers={"Location": where})

    def _id(self, which: dict[str, str]) -> int:
        return int(which[self.lookup_url_kwarg])
