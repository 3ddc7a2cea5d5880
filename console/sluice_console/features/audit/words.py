"""Rows of the audit log in words for people, with the page of the object where it has one."""

from collections.abc import Mapping

from sluice_console.core.language import marked, tr
from sluice_console.models import AuditRow

_VERBS: Mapping[str, tuple[str, str]] = {
    "create": ("plus", marked("made")),
    "update": ("pencil", marked("changed")),
    "delete": ("trash-2", marked("deleted")),
    "undo": ("undo-2", marked("put back as it was")),
    "adopt": ("link-2", marked("taken over by a file")),
    "upload": ("upload", marked("uploaded")),
    "rollback": ("undo-2", marked("rolled back to")),
    "start": ("rocket", marked("begun")),
    "pause": ("pause", marked("paused")),
    "resume": ("play", marked("resumed")),
    "stage": ("rocket", marked("moved on")),
    "fail": ("undo-2", marked("went back")),
    "next": ("arrow-right", marked("moved on")),
    "promote": ("circle-check", marked("promoted")),
    "abort": ("undo-2", marked("aborted")),
    "revoke": ("x", marked("revoked")),
    "rotate": ("refresh-cw", marked("rotated")),
    "begin": ("users", marked("begun")),
    "end": ("log-out", marked("ended")),
    "role": ("pencil", marked("has another role")),
    "tenants": ("users", marked("has other tenants")),
    "disable": ("lock", marked("disabled")),
    "enable": ("check", marked("let in again")),
    "link": ("link-2", marked("got a link")),
    "password": ("key-round", marked("has a new password")),
    "test": ("rocket", marked("tried")),
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
    "": marked("everything"),
    "gateway": marked("gateways"),
    "service": marked("services"),
    "route": marked("routes"),
    "limit": marked("limits"),
    "login": marked("logins"),
    "certificate": marked("certificates"),
    "filter": marked("filters"),
    "attachment": marked("attachments"),
    "release": marked("releases"),
    "rollout": marked("rollouts"),
    "tenant": marked("tenants"),
    "key": marked("API keys"),
    "token": marked("tokens"),
    "webhook": marked("webhooks"),
    "user": marked("users"),
    "session": marked("sessions"),
    "sign-in": marked("sign-in"),
}

_OBJECTS: Mapping[str, str] = {
    "gateway": marked("Gateway"),
    "service": marked("Service"),
    "route": marked("Route"),
    "limit": marked("Limit"),
    "login": marked("Login"),
    "certificate": marked("Certificate"),
    "filter": marked("Filter"),
    "attachment": marked("Attachment"),
    "release": marked("Release"),
    "rollout": marked("Rollout"),
    "tenant": marked("Tenant"),
    "key": marked("Key"),
    "token": marked("Token"),
    "webhook": marked("Webhook"),
    "user": marked("User"),
    "session": marked("Session"),
    "sign-in": marked("Sign-in"),
    "listener": marked("Listener"),
    "issuer": marked("Issuer"),
    "recording": marked("Recording"),
    "replay": marked("Replay"),
}


def glyph_of(action: str) -> str:
    return _VERBS.get(action.partition(".")[2], ("pencil", ""))[0]


def to_words(action: str) -> str:
    """`route.update` is "Route changed"."""
    noun, _, verb = action.partition(".")
    told = tr(_VERBS.get(verb, ("", verb))[1])
    return tr("%(noun)s %(told)s", noun=tr(_OBJECTS.get(noun, noun.capitalize())), told=told)


def address_of(row: AuditRow) -> str:
    """The page of the object, "" where there is none (any more)."""
    noun, _, verb = row.action.partition(".")
    return "" if verb in ("delete", "revoke") else page_of(noun, row.object_id, row.object_name)


def page_of(noun: str, id_: str, name: str) -> str:
    """ "" for objects without a page of their own."""
    return _LINKS.get(noun, "").format(id=id_, name=name)
