"""(First cut, so that settings import; replaced by the API's author.)"""

from rest_framework.throttling import BaseThrottle


class TokenRate(BaseThrottle):
    def allow_request(self, request, view):
        return True
