"""Small pictures of growth: points on two logarithmic axes, as SVG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 420, 260, 56, 34, 20, 40


@dataclass(frozen=True)
class Panel:
    """A title, and points (x, y), both above zero, in order of x."""

    title: str
    points: Sequence[tuple[float, float]]


def svg(panels: Sequence[Panel]) -> str:
    """Return panels in two columns as one picture."""
    rows = -(-len(panels) // 2)
    parts = [
        f'<g transform="translate({at % 2 * WIDTH} {at // 2 * HEIGHT})">{_panel(panel)}</g>'
        for at, panel in enumerate(panels)
    ]
    size = f'width="{2 * WIDTH}" height="{rows * HEIGHT}" viewBox="0 0 {2 * WIDTH} {rows * HEIGHT}"'
    paper = '<rect width="100%" height="100%" fill="white"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">'
    return "\n".join([head, paper, *parts, "</svg>", ""])


def _panel(panel: Panel) -> str:
    xs, ys = ([point[at] for point in panel.points] for at in (0, 1))
    across, down = _scale(xs, LEFT, WIDTH - RIGHT), _scale(ys, HEIGHT - BOTTOM, TOP)
    places = [(_place(x, across), _place(y, down)) for x, y in panel.points]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    text = f'<text x="{LEFT}" y="20" font-weight="bold">{escape(panel.title)}</text>'
    axes = f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#888"/>'
    drawn = f'<polyline points="{line}" fill="none" stroke="#0b5cad" stroke-width="2"/>'
    marks = "".join(_mark(*place, x, y) for place, (x, y) in zip(places, panel.points, strict=True))
    return text + axes + drawn + marks


def _mark(x: float, y: float, across: float, up: float) -> str:
    dot = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="#0b5cad"/>'
    value = f'<text x="{x:.0f}" y="{y - 9:.0f}" text-anchor="middle">{up:,.3g}</text>'
    tick = f'<text x="{x:.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{across:,.0f}</text>'
    return dot + value + tick


def _scale(values: Sequence[float], start: float, end: float) -> tuple[float, float, float, float]:
    """Return where the logarithms begin and end, a little beyond the values, and where these stand on the paper."""
    low, high = math.log(min(values)), math.log(max(values))
    beyond = 0.12 * (high - low or 1.0)
    return low - beyond, high + beyond, start, end


def _place(value: float, scale: tuple[float, float, float, float]) -> float:
    low, high, start, end = scale
    return start + (math.log(value) - low) / (high - low) * (end - start)
