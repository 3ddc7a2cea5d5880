"""Charts: sparklines as SVG paths, and the table that stands behind every chart.

A chart's `spec` is the JSON that `static/charts.js` draws; its fields are named there.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

TABLE_ROWS = 60
DAY_SECONDS = 86_400


def spark_path(values: Sequence[float | None]) -> str:
    """An SVG path through `values` in a box of 100 × 32, the newest at the right; gaps are left out."""
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    if not known:
        return "M0 29 L100 29"
    low, high = min(value for _, value in known), max(value for _, value in known)
    spread = (high - low) or 1
    step = 100 / max(1, len(values) - 1)
    points = [f"{index * step:.1f} {29 - (value - low) / spread * 26:.1f}" for index, value in known]
    return "M" + " L".join(points)


def chart_rows(spec: Mapping[str, Any]) -> list[list[str]]:
    """Newest first: time, each series, the band's ends if there is one; at most `TABLE_ROWS` rows."""
    columns = [series["values"] for series in spec["series"]]
    if "band" in spec:
        columns += [spec["band"]["lo"], spec["band"]["hi"]]
    digits = int(spec.get("digits", 0))
    rows = []
    for index in range(len(columns[0]) - 1, max(-1, len(columns[0]) - 1 - TABLE_ROWS), -1):
        time = datetime.fromtimestamp(spec["t0"] + index * spec["step"], UTC)
        shown = f"{time:%Y-%m-%d}" if spec["step"] >= DAY_SECONDS else f"{time:%H:%M:%S}"
        rows.append([shown, *(_cell(column[index], digits, spec) for column in columns)])
    return rows


def chart_value(spec: Mapping[str, Any], column: int) -> str:
    """The newest value of a series, counted from 1."""
    return _cell(spec["series"][column - 1]["values"][-1], int(spec.get("digits", 0)), spec)


def _cell(value: float | None, digits: int, spec: Mapping[str, Any]) -> str:
    if value is None:
        return "–"
    sign = "+" if spec.get("signed") and value > 0 else ""
    return f"{sign}{value:,.{digits}f}{spec.get('unit', '')}".replace("-", "\u2212")
