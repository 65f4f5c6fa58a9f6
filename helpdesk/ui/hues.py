"""The colours that the style sheets draw companies and people in."""

HUES = (264, 25, 50, 80, 115, 145, 170, 200, 235, 285, 315, 345)  # degrees; components/avatar.css draws them


def nearest_step(degrees: int) -> int:
    """The place in HUES nearest to a company's own hue."""
    away = [min(abs(degrees - hue), 360 - abs(degrees - hue)) for hue in HUES]
    return away.index(min(away))
