"""One style sheet a layout for the browser, many small ones for us: put together when static files are collected."""

import posixpath
import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from helpdesk.ui.pages import STYLES, layout_styles

_ADDRESS = re.compile(r'url\("(?!data:|/|https?:)([^"]+)"\)')


class BundlingStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed static files, and `css/whole/<layout>.css` beside the sheets it is made of."""

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            for layout in STYLES:
                name = bundle(layout)
                self.delete(name)
                paths[name] = (self, self._save(name, ContentFile(self._together(layout, paths))))
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def sheets_of(self, layout) -> list[str]:
        return [bundle(layout)]

    def _together(self, layout, paths) -> bytes:
        parts = []
        for name in single_sheets(layout):
            storage, path = paths[name]
            with storage.open(path) as file:
                parts.append(_moved(file.read().decode(), posixpath.dirname(name), posixpath.dirname(bundle(layout))))
        return "\n".join(parts).encode()


def bundle(layout) -> str:
    return f"css/whole/{layout}.css"


def single_sheets(layout) -> list[str]:
    return [f"css/{name}.css" for name in layout_styles(layout)]


def _moved(text, old_folder, new_folder) -> str:
    """The sheet's text with its addresses as they read from another folder."""

    def moved(found):
        target = posixpath.join(old_folder, found[1])
        return f'url("{posixpath.relpath(target, new_folder)}")'

    return _ADDRESS.sub(moved, text)
