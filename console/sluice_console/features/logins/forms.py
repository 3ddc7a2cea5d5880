"""The form of a login."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from sluice_console.features.forms import FormText
from sluice_console.models import Login


@dataclass(frozen=True, slots=True)
class LoginForm:
    """As typed or as stored; the secret is only ever typed. `forward_token` is empty or "on"."""

    name: str = ""
    authorization_url: str = ""
    token_url: str = ""
    end_session_url: str = ""
    service: str = ""
    client_id: str = ""
    client_secret: str = ""
    scopes: str = "openid"
    callback_path: str = "/oauth2/callback"
    signout_path: str = "/oauth2/signout"
    forward_token: str = ""

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick(*(item.name for item in fields(cls))))

    @classmethod
    def of(cls, login: Login) -> Self:
        stored = login.settings
        texts = {name: stored[name] for name in _TEXTS}
        return cls(
            name=login.name,
            service=login.service.name,
            scopes=" ".join(stored["scopes"]),
            forward_token="on" if stored["forward_token"] else "",
            **texts,
        )

    def values(self) -> dict[str, Any]:
        """What `LoginIn` (with `gateway`) and `LoginPatch` take; no secret is left out."""
        settings = {name: getattr(self, name) for name in _TEXTS}
        settings |= {"scopes": self.scopes.split(), "forward_token": bool(self.forward_token)}
        secret = {"client_secret": self.client_secret} if self.client_secret else {}
        return {"name": self.name, "settings": settings, "service": self.service, **secret}


def place_errors(errors: Mapping[str, str]) -> dict[str, str]:
    """`settings.scopes.1` → `scopes`."""
    return {path.removeprefix("settings.").partition(".")[0]: text for path, text in errors.items()}


_TEXTS = (
    "authorization_url",
    "token_url",
    "end_session_url",
    "client_id",
    "callback_path",
    "signout_path",
)
