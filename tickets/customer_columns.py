"""Setting what stands in the row of a contact or an organisation, the company's own fields among it."""

from tickets import fields
from tickets.models import Contact, Organization


def take_over(row: Contact | Organization, columns: dict) -> list[str]:
    """Save the columns that differ and return their names; some "custom_fields" leave the others as they are.

    Own fields are told by their labels. Raises fields.FieldErrors and saves nothing then.
    """
    own = [field.label for field in fields.take_over(row, columns.get("custom_fields", {}))]
    plain = {name: value for name, value in columns.items() if name != "custom_fields"}
    changed = [name for name, value in plain.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, plain[name])
    if changed or own:
        row.save(update_fields=[*changed, *(["custom_fields"] if own else [])])
    return [*changed, *own]
