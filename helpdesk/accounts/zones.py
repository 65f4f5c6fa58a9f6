"""Time zones to choose from: places, without the aliases that only exist for old programs."""

import re
from zoneinfo import available_timezones

_PLACE = re.compile(r"(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/")

TIME_ZONES = [("UTC", "UTC")] + [
    (name, name.replace("_", " ")) for name in sorted(available_timezones()) if _PLACE.match(name)
]
