"""Figures for operators: any app adds what it knows of its own health, `/readyz` shows them side by side."""

from collections.abc import Callable

_figures: dict[str, Callable[[], dict]] = {}


def figures(name: str):
    """Register the decorated `f() -> dict` of plain JSON values, under `name`. No content of any company belongs there.

    What should wake somebody stands under its key `alerts`, as sentences.
    """

    def register(function):
        _figures[name] = function
        return function

    return register


def all_figures() -> dict[str, dict]:
    """Every part's figures; of one that cannot be read, why."""
    found = {}
    for name, read in _figures.items():
        try:
            found[name] = read()
        except Exception as error:  # noqa: BLE001 a part without figures must not hide those of the others
            found[name] = {"error": type(error).__name__}
    return found
