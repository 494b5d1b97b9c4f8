"""One picture of a comparison, as SVG: minutes of each policy with their interval. Its numbers stand in it as text as well."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

WIDTH, ROW, LEFT, RIGHT, TOP = 760, 34, 190, 210, 64
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2933}.small{font-size:11px;fill:#52606d}"
    ".bar{fill:#9fb3c8}.ours{fill:#2f6fab}.whisker{stroke:#1f2933;stroke-width:1.5}.grid{stroke:#d9e2ec}"
)


def svg(rows: Sequence[Mapping[str, Any]], heading: str) -> str:
    """Return the picture of rows as ``compare.table`` gives them; ``heading`` says what was simulated."""
    most = max([1.0, *(float(row["minutes"]["interval"][1]) for row in rows)])
    height = TOP + ROW * len(rows) + 30
    scale = (WIDTH - LEFT - RIGHT) / most
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(heading)}</title>",
        f"<desc>{escape(' '.join(_words(row) for row in rows))}</desc>",
        f"<style>{STYLE}</style>",
        f'<text x="16" y="26">{escape(heading)}</text>',
        '<text x="16" y="46" class="small">Minutes a person; the line is the 95 % interval of the mean</text>',
    ]
    for minutes in _ticks(most):
        x = LEFT + minutes * scale
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{height - 24}"/>')
        parts.append(f'<text class="small" x="{x:.1f}" y="{height - 10}" text-anchor="middle">{minutes}</text>')
    for at, row in enumerate(rows):
        parts.extend(_bar(row, TOP + at * ROW, scale))
    return "\n".join([*parts, "</svg>", ""])


def _ticks(most: float) -> list[int]:
    step = next((size for size in (50, 100, 200, 500, 1000) if most / size <= 6), 2000)
    return list(range(0, int(most) + 1, step))


def _bar(row: Mapping[str, Any], y: float, scale: float) -> list[str]:
    mean, (low, high) = row["minutes"]["mean"], row["minutes"]["interval"]
    kind = "ours" if row["policy"] == "wayfare" else "bar"
    middle = y + ROW / 2 - 4
    return [
        f'<text x="{LEFT - 8}" y="{middle + 4:.1f}" text-anchor="end">{escape(str(row["policy"]))}</text>',
        f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{mean * scale:.1f}" height="{ROW - 10}"/>',
        f'<line class="whisker" x1="{LEFT + low * scale:.1f}" x2="{LEFT + high * scale:.1f}" y1="{middle}" y2="{middle}"/>',
        f'<text class="small" x="{LEFT + high * scale + 8:.1f}" y="{middle + 4:.1f}">{escape(_label(row))}</text>',
    ]


def _label(row: Mapping[str, Any]) -> str:
    return f"{row['minutes']['mean']:.0f} min · {row['competence']['mean']:.0%} of skills"


def _words(row: Mapping[str, Any]) -> str:
    low, high = row["minutes"]["interval"]
    return f"{row['policy']}: {_label(row)}, interval {low:.0f} to {high:.0f} min."
