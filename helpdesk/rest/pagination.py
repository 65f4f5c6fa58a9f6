"""Pages of the API: by cursor, so that page 10,000 costs what page 1 does and nothing is skipped or doubled."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"
