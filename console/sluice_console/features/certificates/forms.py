"""The form of a certificate, and the rows of their list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

from sluice_console.core import clock
from sluice_console.core.language import plural, tr
from sluice_console.envoy.certificates import CertificateFacts, find_facts
from sluice_console.features.forms import FormText
from sluice_console.models import Certificate
from sluice_console.rendering.formats import as_utc

URGENT_DAYS, SOON_DAYS = 7, 30


@dataclass(frozen=True, slots=True)
class CertificateForm:
    """As typed. Chain and key are never filled in: what is empty stays as it is."""

    name: str = ""
    description: str = ""
    chain: str = ""
    key: str = ""

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick(*(item.name for item in fields(cls))))

    @classmethod
    def of(cls, certificate: Certificate) -> Self:
        return cls(certificate.name, certificate.description)

    def values(self) -> dict[str, Any]:
        """What `CertificateIn` and `CertificatePatch` take: no chain and no key where none was typed."""
        pems = {name: text for name in ("chain", "key") if (text := getattr(self, name))}
        return {"name": self.name, "description": self.description, **pems}


@dataclass(frozen=True, slots=True)
class Expiry:
    """How long a certificate is good for: a tone and words for it."""

    tone: str
    text: str

    @classmethod
    def of(cls, facts: CertificateFacts, now: datetime | None = None) -> Self:
        now = now or clock.now()
        days = (as_utc(facts.not_after) - now).days
        if as_utc(facts.not_before) > now:
            return cls("warn", tr("not valid yet"))
        if days < 0:
            return cls("bad", tr("expired"))
        tone = "bad" if days < URGENT_DAYS else "warn" if days < SOON_DAYS else "ok"
        return cls(
            tone, plural(days, "%(num)s day left", "%(num)s days left") if days else tr("expires today")
        )


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """`listeners` are `gateway/listener`."""

    certificate: Certificate
    facts: CertificateFacts
    listeners: tuple[str, ...]
    services: tuple[str, ...]

    @property
    def expiry(self) -> Expiry:
        return Expiry.of(self.facts)

    @property
    def in_use(self) -> bool:
        return bool(self.listeners or self.services)


def to_row(
    certificate: Certificate,
    uses: Mapping[str, Sequence[tuple[str, str]]],
    services: Mapping[str, Sequence[str]],
) -> CertificateRow:
    """`uses` and `services` by the certificate's id, as `queries` gives them."""
    listeners = tuple(name for _, name in uses.get(certificate.id, ()))
    shown = tuple(services.get(certificate.id, ()))
    return CertificateRow(certificate, find_facts(certificate.chain), listeners, shown)
