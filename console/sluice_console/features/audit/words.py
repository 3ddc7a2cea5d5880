"""Rows of the audit log in words for people, with the page of the object where it has one."""

from collections.abc import Mapping

from sluice_console.models import AuditRow

_VERBS: Mapping[str, tuple[str, str]] = {
    "create": ("plus", "made"),
    "update": ("pencil", "changed"),
    "delete": ("trash-2", "deleted"),
    "adopt": ("link-2", "taken over by a file"),
    "upload": ("upload", "uploaded"),
    "rollback": ("undo-2", "rolled back to"),
    "start": ("rocket", "begun"),
    "pause": ("pause", "paused"),
    "resume": ("play", "resumed"),
    "stage": ("rocket", "moved on"),
    "fail": ("undo-2", "went back"),
    "next": ("arrow-right", "moved on"),
    "promote": ("circle-check", "promoted"),
    "abort": ("undo-2", "aborted"),
    "revoke": ("x", "revoked"),
    "rotate": ("refresh-cw", "rotated"),
    "begin": ("users", "begun"),
    "end": ("log-out", "ended"),
    "role": ("pencil", "has another role"),
    "tenants": ("users", "has other tenants"),
    "disable": ("lock", "disabled"),
    "enable": ("check", "let in again"),
    "link": ("link-2", "got a link"),
    "password": ("key-round", "has a new password"),
    "test": ("rocket", "tried"),
}
_LINKS: Mapping[str, str] = {
    "route": "/routes/{id}",
    "rollout": "/rollouts/{id}",
    "release": "/releases/{id}",
    "service": "/services/{id}",
    "gateway": "/gateways/{id}",
    "user": "/users/{name}",
    "tenant": "/tenants/{id}",
    "limit": "/limits/{id}",
    "login": "/logins/{id}",
    "certificate": "/certificates/{id}",
    "webhook": "/settings/webhooks/{name}",
    "sign-in": "/settings/sign-in",
}
NOUNS: Mapping[str, str] = {
    "": "everything",
    "gateway": "gateways",
    "service": "services",
    "route": "routes",
    "limit": "limits",
    "login": "logins",
    "certificate": "certificates",
    "filter": "filters",
    "attachment": "attachments",
    "release": "releases",
    "rollout": "rollouts",
    "tenant": "tenants",
    "key": "API keys",
    "token": "tokens",
    "webhook": "webhooks",
    "user": "users",
    "session": "sessions",
    "sign-in": "sign-in",
}


def glyph_of(action: str) -> str:
    return _VERBS.get(action.partition(".")[2], ("pencil", ""))[0]


def to_words(action: str) -> str:
    """`route.update` is "Route changed"."""
    noun, _, verb = action.partition(".")
    return f"{noun.capitalize()} {_VERBS.get(verb, ('', verb))[1]}"


def address_of(row: AuditRow) -> str:
    """The page of the object, "" where there is none (any more)."""
    noun, _, verb = row.action.partition(".")
    if verb in ("delete", "revoke"):
        return ""
    return _LINKS.get(noun, "").format(id=row.object_id, name=row.object_name)
