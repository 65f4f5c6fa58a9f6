from tests.site import open_as, site  # noqa: F401 fixtures
