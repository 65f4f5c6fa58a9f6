"""What the composer asks once before it sends: a blank nobody filled in, a file that is promised and not there."""

import re
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

_BLANK = re.compile(r"\{\{.*?\}\}|\[\[.*?\]\]", re.DOTALL)


def question(form, text: str, *, has_files: bool) -> dict | None:
    """What to ask, unless the form says that it was asked already: `key` and `words`."""
    own = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    asked = form.getlist("asked")
    if "blank" not in asked and (blank := _BLANK.search(own)):
        words = _("Not sent yet: “%(blank)s” is not filled in. Send again to send it as it is.")
        return {"key": "blank", "words": words % {"blank": blank[0][:60]}, "asked": [*asked, "blank"]}
    if "file" not in asked and not has_files and (promised := _promises().search(own)):
        words = _("Not sent yet: you write “%(word)s”, but no file is attached. Send again to send it as it is.")
        return {"key": "file", "words": words % {"word": promised[0].strip()}, "asked": [*asked, "file"]}
    return None


@cache
def _promises() -> re.Pattern:
    """How the product's languages say that a file is there; who reads German in the desk may answer in English."""
    said = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            # Translators: beginnings of words that promise a file with a mail, with | between them.
            said |= set(_("attached|attachment|enclosed").split("|"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, said)))})\w*", re.IGNORECASE)
