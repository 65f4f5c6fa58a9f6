"""Which of Postgres' search configurations reads a language; those it has none for are taken word by word."""

CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


def configuration(language: str) -> str:
    """The configuration for a language tag such as `de` or `pt-br`."""
    return CONFIGURATIONS.get(language.lower().replace("_", "-").split("-")[0], "simple")


# The same as a piece of SQL over a column `language`; its one parameter is CONFIGURATIONS as JSON.
CONFIGURATION_IN_SQL = "coalesce(%s::jsonb ->> split_part(replace(lower(language), '_', '-'), '-', 1), 'simple')"
