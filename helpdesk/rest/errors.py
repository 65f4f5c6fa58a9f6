"""(First cut, so that settings import; replaced by the API's author.)"""

from rest_framework.views import exception_handler as problem  # noqa: F401
