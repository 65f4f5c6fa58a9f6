"""Time zones to choose from: places, without the aliases that only exist for old programs."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_PLACE = re.compile(r"(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/")

TIME_ZONES = [("UTC", "UTC")] + [
    (name, name.replace("_", " ")) for name in sorted(available_timezones()) if _PLACE.match(name)
]


def is_zone(name: str) -> bool:
    """Whether this machine knows a time zone of that name; an old one may have gone with an update of its data."""
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such file, a path, a folder
        return False
