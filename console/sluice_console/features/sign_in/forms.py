"""The form of the sign-in provider; its rules are one a line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sluice_console.features.forms import FormText

_RULE = re.compile(
    r"(?P<claim>[^\s=]+)\s*(?:=\s*(?P<value>.+?))?\s*:\s*(?P<role>\w+)(?:\s+of\s+(?P<tenant>\S+))?"
)


@dataclass(frozen=True, slots=True)
class ProviderForm:
    """As typed or as stored; the secret is never shown again, empty keeps it."""

    name: str = ""
    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    scopes: str = "openid profile email"
    login_claim: str = "email"
    rules: str = ""

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(
            **form.pick("name", "issuer", "client_id", "client_secret", "scopes", "login_claim", "rules")
        )

    @classmethod
    def of(cls, shown: Mapping[str, Any]) -> Self:
        """Of `service.to_output`."""
        texts = {name: shown[name] for name in ("name", "issuer", "client_id", "login_claim")}
        return cls(**texts, scopes=" ".join(shown["scopes"]), rules=to_lines(shown["rules"]))

    def values(self) -> dict[str, Any]:
        """What `ProviderIn` takes."""
        return {
            "name": self.name,
            "issuer": self.issuer,
            "client_id": self.client_id,
            "client_secret": self.client_secret or None,
            "scopes": self.scopes.replace(",", " ").split(),
            "login_claim": self.login_claim,
            "rules": read_rules(self.rules),
        }


def read_rules(text: str) -> list[dict[str, Any]]:
    """What cannot be read is left for the schema to refuse.

    >>> read_rules("groups = harbor team: operator of harbor")
    [{'claim': 'groups', 'value': 'harbor team', 'role': 'operator', 'tenant': 'harbor'}]
    >>> read_rules("*: viewer")
    [{'claim': '*', 'value': '', 'role': 'viewer', 'tenant': None}]
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if (rule := _RULE.fullmatch(line)) is None:
            found.append({"claim": line})
        else:
            found.append({**rule.groupdict(), "value": rule["value"] or "", "role": rule["role"].lower()})
    return found


def to_lines(rules: Sequence[Mapping[str, Any]]) -> str:
    """As `read_rules` takes them."""
    return "\n".join(
        f"{rule['claim']}{' = ' + rule['value'] if rule['value'] else ''}: {rule['role']}"
        f"{' of ' + rule['tenant'] if rule['tenant'] else ''}"
        for rule in rules
    )
