from tests.site import browser, open_as, site  # noqa: F401 fixtures
