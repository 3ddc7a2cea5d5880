"""Traffic as tiles and charts, and the latest changes in words, for the overview."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sluice_console.core.language import tr
from sluice_console.features.audit.words import address_of, glyph_of, to_words
from sluice_console.models import AuditRow
from sluice_console.rollouts.states import ArmCounts
from sluice_console.xds.statistics import Statistics

STEP_SECONDS = 15
STEPS = 60
"""Of `STEP_SECONDS`: a quarter of an hour, as long as the statistics keep counts by the second."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """The last quarter of an hour; rates a second, shares from 0 to 1, None without requests."""

    rates: tuple[float, ...]
    shares: tuple[float | None, ...]
    requests: int
    errors: int

    @property
    def is_known(self) -> bool:
        return self.requests > 0

    @property
    def rate(self) -> float:
        """Of the last whole minute."""
        last = self.rates[-4:]
        return sum(last) / len(last)

    @property
    def error_share(self) -> float | None:
        return self.errors / self.requests if self.requests else None

    @property
    def spark(self) -> tuple[float, ...]:
        """The shares for a small drawing, in which no request is no error."""
        return tuple(share or 0.0 for share in self.shares)

    @property
    def rate_chart(self) -> dict[str, Any]:
        """A spec for `static/charts.js`."""
        values = [round(rate, 2) for rate in self.rates]
        series = {"label": tr("Requests/s"), "arm": 1, "values": values, "fill": True}
        return {**_times(), "min": 0, "max": max(*values, 1), "digits": 1, "series": [series]}

    @property
    def share_chart(self) -> dict[str, Any]:
        values = [None if share is None else round(share * 100, 3) for share in self.shares]
        top = max((value for value in values if value is not None), default=0)
        series = {"label": tr("Answered 5xx"), "arm": 2, "values": values, "fill": True}
        percent = {"unit": "\u00a0%", "axisUnit": "\u00a0%", "digits": 2, "axisDigits": 1 if top > 1 else 2}
        return {**_times(), **percent, "min": 0, "max": max(top, 1), "series": [series]}


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One row of the audit log in words; `href` is "" where there is no page for it."""

    text: str
    name: str
    href: str
    actor: str
    at: datetime
    glyph: str


def to_traffic(statistics: Statistics, gateway_id: str) -> Traffic:
    spans: Sequence[ArmCounts] = statistics.series(gateway_id, STEP_SECONDS, STEPS)
    return Traffic(
        rates=tuple(span.requests / STEP_SECONDS for span in spans),
        shares=tuple(span.errors / span.requests if span.requests else None for span in spans),
        requests=sum(span.requests for span in spans),
        errors=sum(span.errors for span in spans),
    )


def to_changes(rows: Sequence[AuditRow]) -> list[ChangeView]:
    """Without sessions, which the audit log keeps."""
    return [_to_change(row) for row in rows if not row.action.startswith("session.")]


def _to_change(row: AuditRow) -> ChangeView:
    href, glyph = address_of(row), glyph_of(row.action)
    return ChangeView(to_words(row.action), row.object_name, href, row.actor, row.at, glyph)


def _times() -> dict[str, Any]:
    """The first time of a chart in Unix seconds, and the seconds between two."""
    return {"t0": int(time.time()) - STEP_SECONDS * STEPS, "step": STEP_SECONDS}
