"""`https://<the files' host>/<address>/`: senders' files, and nothing else; nobody is signed in there."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tickets import downloads, file_answers


@require_safe
def show(request, token):
    return file_answers.download(downloads.file_at(token))


def gone(request, exception=None):
    """All that is said to whoever may not have it, whatever the reason."""
    words = _("This address has run out. Open the file from its ticket again.")
    return HttpResponse(words, status=404, content_type="text/plain; charset=utf-8")
