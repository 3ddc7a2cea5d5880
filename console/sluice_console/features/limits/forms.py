"""The form of a shared limit, and the rows of their list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

from sluice_console.core.language import marked, tr
from sluice_console.envoy.http_filters.tenants import HEADERS as TENANT_HEADERS
from sluice_console.features.forms import FormText
from sluice_console.models import SharedLimit

_SPANS: Mapping[int, str] = {
    1: marked("a second"),
    60: marked("a minute"),
    3600: marked("an hour"),
    86_400: marked("a day"),
}


@dataclass(frozen=True, slots=True)
class LimitForm:
    """As typed or as stored. `whose` is as `by` of the limit, or "header", which `header` then names."""

    name: str = ""
    description: str = ""
    requests: str = ""
    seconds: str = "60"
    whose: str = ""
    header: str = ""
    when_away: str = "allow"

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick(*(item.name for item in fields(cls))))

    @classmethod
    def of(cls, limit: SharedLimit) -> Self:
        whose = limit.by if limit.by in ("", "address", *TENANT_HEADERS) else "header"
        return cls(
            limit.name,
            limit.description,
            str(limit.requests),
            str(limit.seconds),
            whose,
            limit.by if whose == "header" else "",
            limit.when_away,
        )

    def values(self) -> dict[str, Any]:
        """What `LimitIn` (with `gateway`) and `LimitPatch` take; they refuse a header without a name."""
        by = self.whose if self.whose != "header" else self.header or " "
        names = ("name", "description", "requests", "seconds", "when_away")
        return {**{name: getattr(self, name) for name in names}, "by": by}


@dataclass(frozen=True, slots=True)
class LimitRow:
    limit: SharedLimit
    routes: int

    @property
    def span(self) -> str:
        """`a minute`, or `90 s`."""
        known = _SPANS.get(self.limit.seconds)
        return tr(known) if known else tr("%(number)s s", number=self.limit.seconds)

    @property
    def whose(self) -> str:
        match self.limit.by:
            case "":
                return tr("all clients together")
            case "address":
                return tr("each address")
            case "tenant":
                return tr("each tenant")
            case "key":
                return tr("each key")
            case header:
                return tr("each value of %(header)s", header=header)


def to_rows(limits: Sequence[SharedLimit], routes: Mapping[str, Sequence[object]]) -> list[LimitRow]:
    """`routes` are those that have each limit, by its id."""
    return [LimitRow(limit, len(routes.get(limit.id, ()))) for limit in limits]
