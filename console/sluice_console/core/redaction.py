"""What is shown of requests: who reads a log must not come by what opens doors.

>>> redact_header("authorization", "Bearer eyJhbGciOi")
'Bearer ***'
>>> redact_path("/cart?page=2&api_key=k-ann")
'/cart?page=2&api_key=***'
"""

import re

HIDDEN = "***"
_SECRET = re.compile(
    r"auth|cookie|secret|passw|token|credential|signature|session|jwt|csrf|api[-_]?key|access[-_]?key|private",
    re.IGNORECASE,
)
_NO_SECRET = frozenset(("x-key-id", "x-session-affinity"))
SECRET_PARAMETERS = frozenset(("code", "sig", "key", "pass", "pwd", "state", "sid"))
_SCHEMES = frozenset(("basic", "bearer", "digest", "negotiate", "apikey", "aws4-hmac-sha256"))


def is_secret(name: str) -> bool:
    """Whether the values of a header of that name open something, as far as its name tells."""
    return name.lower() not in _NO_SECRET and _SECRET.search(name) is not None


def redact_header(name: str, value: str) -> str:
    """The value, or what is left of a secret one: its scheme and that it is there; of cookies their names."""
    if not is_secret(name) or not value:
        return value
    if name.lower() == "cookie":
        return "; ".join(f"{part.partition('=')[0].strip()}={HIDDEN}" for part in value.split(";"))
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {HIDDEN}" if space and scheme.lower() in _SCHEMES else HIDDEN


def redact_path(path: str) -> str:
    """With the values of secret query parameters taken out, whatever the query looks like otherwise."""
    before, mark, query = path.partition("?")
    return before + mark + "&".join(map(_redact_parameter, query.split("&"))) if mark else path


def _redact_parameter(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    hidden = value and (is_secret(name) or name.lower() in SECRET_PARAMETERS)
    return f"{name}{equals}{HIDDEN}" if hidden else parameter
