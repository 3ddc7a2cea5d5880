"""The form of a webhook."""

from dataclasses import dataclass
from typing import Any, Self

from sluice_console.features.forms import FormText

ALL = ""


@dataclass(frozen=True, slots=True)
class WebhookForm:
    """`event` is one of `messages.EVENTS`, or all; REST takes several."""

    name: str = ""
    url: str = ""
    event: str = ALL

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick("name", "url", "event"))

    def values(self) -> dict[str, Any]:
        """What `WebhookIn` takes."""
        return {"name": self.name, "url": self.url, "events": [self.event] if self.event else []}
