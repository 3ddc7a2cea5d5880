"""The form of a recording: a share, so many minutes, and what is hidden besides."""

from dataclasses import dataclass
from typing import Any, Self

from sluice_console.features.forms import FormText


@dataclass(frozen=True, slots=True)
class RecordingForm:
    gateway: str = ""
    name: str = ""
    percent: str = "10"
    minutes: str = "10"
    maximum: str = "1000"
    hidden: str = ""
    keep_days: str = "7"

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick("gateway", "name", "percent", "minutes", "maximum", "hidden", "keep_days"))

    def values(self) -> dict[str, Any]:
        """What `RecordingIn` takes."""
        names = ("gateway", "name", "percent", "minutes", "maximum", "keep_days")
        hidden = [name.strip() for name in self.hidden.split(",") if name.strip()]
        return {**{name: getattr(self, name) for name in names}, "hidden": hidden}
