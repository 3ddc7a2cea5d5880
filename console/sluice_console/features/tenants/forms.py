"""The forms of a tenant and of a key, and what their pages draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

from sluice_console.core.language import marked, tr
from sluice_console.features.forms import FormText
from sluice_console.models import KeyUse, Tenant, TenantKey

DAYS = 30
DAY_SECONDS = 86_400
EXPIRIES = {
    "30": marked("in 30 days"),
    "90": marked("in 90 days"),
    "365": marked("in a year"),
    "": marked("never"),
}
OVERLAPS = {
    "0": marked("at once"),
    "1": marked("in an hour"),
    "24": marked("in a day"),
    "168": marked("in a week"),
    "720": marked("in 30 days"),
}


@dataclass(frozen=True, slots=True)
class TenantForm:
    """As typed or as stored; hosts and quotas are one a line."""

    name: str = ""
    description: str = ""
    hosts: str = ""
    rate: str = ""
    quotas: str = ""

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick("name", "description", "hosts", "rate", "quotas"))

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        rate = "" if tenant.rate is None else str(tenant.rate)
        return cls(tenant.name, tenant.description, "\n".join(tenant.hosts), rate, to_lines(tenant.quotas))

    def values(self, no_rate: int | None = None) -> dict[str, Any]:
        """What `TenantIn` takes, and `TenantPatch` with `no_rate` 0."""
        hosts = [host for line in self.hosts.splitlines() for host in line.replace(",", " ").split()]
        return {
            "name": self.name,
            "description": self.description,
            "hosts": hosts,
            "rate": self.rate or no_rate,
            "quotas": read_quotas(self.quotas),
        }


def read_quotas(text: str) -> list[dict[str, str]]:
    """`1000/60` is 1,000 in 60 seconds; what is no number the schema refuses."""
    typed = [item.strip() for item in text.replace(",", "\n").splitlines()]
    parts = [item.partition("/") for item in typed if item]
    return [{"requests": requests.strip(), "seconds": seconds.strip()} for requests, _, seconds in parts]


def to_lines(quotas: Sequence[Mapping[str, Any]] | None) -> str:
    """As `read_quotas` takes them."""
    return "\n".join(f"{item['requests']}/{item['seconds']}" for item in quotas or ())


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as a row: `state` is good, ending (it has a successor), soon, expired or revoked."""

    key: TenantKey
    state: str
    requests: int


def to_key_views(keys: Sequence[TenantKey], uses: Sequence[KeyUse], now: datetime) -> list[KeyView]:
    """Good ones first; `requests` of the days that `uses` covers."""
    counted: dict[str, int] = {}
    for use in uses:
        counted[use.key_id] = counted.get(use.key_id, 0) + use.requests
    replaced = {key.replaces_id for key in keys}
    views = [KeyView(key, _state_of(key, key.id in replaced, now), counted.get(key.id, 0)) for key in keys]
    return sorted(views, key=lambda view: view.state in ("expired", "revoked"))


def to_usage_chart(uses: Sequence[KeyUse], names: Mapping[str, str], today: date) -> dict[str, Any] | None:
    """A spec for `static/charts.js`: requests a day, of the three keys used most and of the others."""
    if not uses:
        return None
    first = today - timedelta(days=DAYS - 1)
    by_key: dict[str, list[int]] = {}
    for use in uses:
        by_key.setdefault(use.key_id, [0] * DAYS)[(use.day - first).days] += use.requests
    ranked: list[str] = sorted(by_key, key=lambda key: -sum(by_key[key]))
    lines = [(names.get(key, tr("a key that is gone")), by_key[key]) for key in ranked[:3]]
    if ranked[3:]:
        lines.append(
            (tr("others"), [sum(day) for day in zip(*(by_key[key] for key in ranked[3:]), strict=True)])
        )
    series = [{"label": label, "arm": arm, "values": values} for arm, (label, values) in enumerate(lines, 1)]
    top = max(max(values) for _, values in lines)
    start = int(datetime.combine(first, time(), UTC).timestamp())
    return {"t0": start, "step": DAY_SECONDS, "min": 0, "max": max(top, 1), "digits": 0, "series": series}


def to_usage_key(chart: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For the macro `chart`: a swatch, a name and the column of each series."""
    return [
        {"cls": f"arm-{series['arm']}", "text": series["label"], "value": number}
        for number, series in enumerate(chart["series"], start=1)
    ]


def _state_of(key: TenantKey, is_replaced: bool, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if not key.is_good(now):
        return "expired"
    if is_replaced:
        return "ending"
    soon = key.expires_at is not None and key.expires_at - now < timedelta(days=7)
    return "soon" if soon else "good"
