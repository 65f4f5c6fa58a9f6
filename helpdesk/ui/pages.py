"""Which style sheets and script modules each layout loads: one list to read instead of a build to run.

A component's sheet is named like its template. Order between sheets does not matter (cascade layers decide), except
that `tokens` comes first: it declares the layers.
"""

FOUNDATION = ["tokens", "reset", "base"]
EVERYWHERE = [
    "components/avatar",
    "components/badge",
    "components/button",
    "components/callout",
    "components/empty",
    "components/field",
    "components/fold",
    "components/form",
    "components/icon",
    "components/kbd",
    "components/toast",
]
STAFF = [
    "components/breadcrumbs",
    "components/combobox",
    "components/dialog",
    "components/menu",
    "components/nav",
    "components/pager",
    "components/palette",
    "components/panel",
    "components/person",
    "components/steps",
    "components/table",
    "components/tabs",
]
DESK = [
    "components/approval",
    "components/bar",
    "components/checklist",
    "components/chips",
    "components/clock",
    "components/composer",
    "components/due",
    "components/event",
    "components/facts",
    "components/file",
    "components/links",
    "components/message",
    "components/people",
    "components/promise",
    "components/row",
    "components/trix",
]
NUMBERS = ["components/chart", "components/tile", "components/bar"]
PORTAL = [
    "components/article",
    "components/breadcrumbs",
    "components/dialog",
    "components/file",
    "components/facts",
    "components/message",
    "components/pager",
    "components/panel",
    "components/steps",
    "components/event",
    "components/search",
]

STYLES = {
    "bare": [*FOUNDATION, *EVERYWHERE, "components/rating", "layouts/brand", "layouts/bare"],
    "desk": [*FOUNDATION, *EVERYWHERE, *STAFF, *DESK, "layouts/staff", "layouts/desk"],
    "settings": [
        *FOUNDATION, *EVERYWHERE, *STAFF, "components/bar", "components/facts", "components/clock",
        "layouts/staff", "layouts/settings", "pages/settings",
    ],
    "metrics": [
        *FOUNDATION, *EVERYWHERE, *STAFF, *NUMBERS, "components/facts",
        "layouts/staff", "layouts/metrics", "pages/metrics",
    ],
    "portal": [*FOUNDATION, *EVERYWHERE, *PORTAL, "components/rating", "layouts/brand", "layouts/portal"],
}  # fmt: skip
STYLES["styleguide"] = [
    *FOUNDATION,
    *sorted({name for names in STYLES.values() for name in names if name.startswith("components/")}),
    "layouts/staff",
    "pages/styleguide",
]

MODULES = {
    "ui/attendance": "js/attendance.js",
    "ui/chips": "js/chips.js",
    "ui/combobox": "js/combobox.js",
    "ui/composer": "js/composer.js",
    "ui/copy": "js/copy.js",
    "ui/dialog": "js/dialog.js",
    "ui/draft": "js/draft.js",
    "ui/due": "js/due.js",
    "ui/edges": "js/edges.js",
    "ui/files": "js/files.js",
    "ui/gallery": "js/gallery.js",
    "ui/inserts": "js/inserts.js",
    "ui/keys": "js/keys.js",
    "ui/list": "js/list.js",
    "ui/live": "js/live.js",
    "ui/opening": "js/opening.js",
    "ui/palette": "js/palette.js",
    "ui/panes": "js/panes.js",
    "ui/people": "js/people.js",
    "ui/promise": "js/promise.js",
    "ui/push": "js/push.js",
    "ui/theme": "js/theme.js",
    "ui/time": "js/time.js",
    "ui/toast": "js/toast.js",
    "trix": "vendor/trix-2.1.19.js",
}
STAFF_MODULES = ["ui/combobox", "ui/dialog", "ui/keys", "ui/live", "ui/palette", "ui/panes", "ui/theme", "ui/toast"]
LAYOUT_MODULES = {
    "bare": [],
    "portal": ["ui/dialog", "ui/gallery"],
    "settings": [*STAFF_MODULES, "ui/push"],
    "metrics": STAFF_MODULES,
    "desk": [
        *STAFF_MODULES,
        "ui/attendance",
        "ui/chips",
        "ui/composer",
        "ui/copy",
        "ui/draft",
        "ui/due",
        "ui/edges",
        "ui/files",
        "ui/gallery",
        "ui/inserts",
        "ui/list",
        "ui/opening",
        "ui/people",
        "ui/promise",
        "ui/time",
    ],
    "styleguide": [*STAFF_MODULES, "ui/composer", "ui/list"],
}


def layout_styles(layout):
    """Names of the sheets of `layout`, `utilities` last."""
    return [*STYLES[layout], "utilities"]


def layout_modules(layout):
    return LAYOUT_MODULES[layout]
