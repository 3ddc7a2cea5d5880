"""The form of an API token."""

from dataclasses import dataclass
from typing import Any, Self

from sluice_console.core.language import marked
from sluice_console.features.forms import FormText

ROLES = {
    "operator": marked("operator: read and change"),
    "viewer": marked("viewer: read only"),
    "admin": marked("admin: everything"),
    "node": marked("node: an Envoy of one gateway"),
}
SCOPES = {
    "": marked("whatever its role may change"),
    "filters": marked("filters only, as for a pipeline that pushes"),
    "filters,attachments,rollouts": marked("filters, where they run, rollouts"),
    "routes,services": marked("routes and services"),
    "tenants": marked("tenants and their keys"),
}
EXPIRIES = {
    "30": marked("in 30 days"),
    "90": marked("in 90 days"),
    "365": marked("in a year"),
    "": marked("never"),
}


@dataclass(frozen=True, slots=True)
class TokenForm:
    """As typed; `gateway` counts only for nodes, `tenants` are names with commas or spaces between."""

    name: str = ""
    role: str = "operator"
    gateway: str = ""
    scopes: str = ""
    tenants: str = ""
    expires_in_days: str = "90"

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick("name", "role", "gateway", "scopes", "tenants", "expires_in_days"))

    def values(self) -> dict[str, Any]:
        """What `TokenIn` takes."""
        return {
            "name": self.name,
            "role": self.role,
            "gateway": self.gateway or None if self.role == "node" else None,
            "tenants": self.tenants.replace(",", " ").split() or None,
            "scopes": [scope for scope in self.scopes.split(",") if scope],
            "expires_in_days": self.expires_in_days or None,
        }
