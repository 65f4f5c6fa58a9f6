"""What is asked, in each language and version. A changed wording gets a new version: answers keep theirs.

These texts stand here and not in a translation catalogue because a score belongs to the exact words it answers.
"""

from dataclasses import dataclass

SCORES = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Question:
    language: str
    version: int
    text: str
    labels: tuple[str, str, str, str, str]  # what 1, 2, 3, 4, 5 mean

    @property
    def scale(self) -> list[tuple[int, str]]:
        return list(zip(SCORES, self.labels, strict=True))


CSAT = {
    "en": Question(
        "en",
        1,
        "How satisfied were you with the support you received?",
        ("Very unsatisfied", "Unsatisfied", "Neutral", "Satisfied", "Very satisfied"),
    ),
    "de": Question(
        "de",
        1,
        "Wie zufrieden waren Sie mit unserer Unterstützung?",
        ("Sehr unzufrieden", "Unzufrieden", "Teils, teils", "Zufrieden", "Sehr zufrieden"),
    ),
    "ar": Question(
        "ar",
        1,
        "ما مدى رضاك عن الدعم الذي تلقيته؟",
        ("غير راضٍ تمامًا", "غير راضٍ", "محايد", "راضٍ", "راضٍ جدًا"),
    ),
}


def question_for(*languages: str) -> Question:
    """The question in the first of these languages that we have it in ("de-AT" finds "de"), else in English."""
    for language in languages:
        found = CSAT.get(language.lower()) or CSAT.get(language.lower().replace("_", "-").split("-")[0])
        if found:
            return found
    return CSAT["en"]
