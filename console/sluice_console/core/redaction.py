"""What is shown of requests: who reads a log must not come by what opens doors.

>>> redact_header("authorization", "Bearer eyJhbGciOi")
'Bearer ***'
>>> redact_path("/cart;jsessionid=7?page=2&api_key=k-ann")
'/cart;jsessionid=***?page=2&api_key=***'
"""

import re
from collections.abc import Callable
from urllib.parse import unquote

HIDDEN = "***"
_SECRET = re.compile(
    r"auth|cookie|secret|passw|passphrase|token|credential|signature|session|jwt|csrf|assertion|saml|private"
    r"|(api|access|subscription|functions?|master|shared|account|license)[-_]?key",
    re.IGNORECASE,
)
_NO_SECRET = frozenset(("x-key-id", "x-session-affinity"))
SECRET_PARAMETERS = frozenset(("code", "sig", "key", "pass", "pwd", "state", "sid", "otp", "pin", "ticket"))
_OF_PATH = re.compile(r";([^=;/?]+)=([^;/?]+)")
_SCHEMES = frozenset(("basic", "bearer", "digest", "negotiate", "apikey", "aws4-hmac-sha256"))


def is_secret(name: str) -> bool:
    """Whether the values of a header of that name open something, as far as its name tells."""
    return name.lower() not in _NO_SECRET and _SECRET.search(name) is not None


def redact_header(name: str, value: str) -> str:
    """The value, or what is left of a secret one: its scheme and that it is there; of cookies their names, of
    addresses all but what is secret of their query.
    """
    if not is_secret(name) or not value:
        return redact_path(value) if "?" in value or "#" in value else value
    if name.lower() == "cookie":
        return "; ".join(f"{part.partition('=')[0].strip()}={HIDDEN}" for part in value.split(";"))
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {HIDDEN}" if space and scheme.lower() in _SCHEMES else HIDDEN


def redact_path(path: str) -> str:
    """With the values of secret parameters taken out, whatever the path or address looks like otherwise."""
    return replace_secrets(path, lambda _: HIDDEN)


def replace_secrets(path: str, hide: Callable[[str], str]) -> str:
    """With what `hide` gives for the values of secret parameters: of the query, of a fragment, and those that
    stand in the path behind a semicolon.
    """

    def of_path(found: re.Match[str]) -> str:
        return f";{found[1]}={hide(found[2])}" if _is_secret_parameter(found[1]) else found[0]

    address, hash_, fragment = path.partition("#")
    before, mark, query = address.partition("?")
    said = _OF_PATH.sub(of_path, before) + mark + _replace_in_query(query, hide)
    return said + hash_ + _replace_in_query(fragment, hide)


def _replace_in_query(query: str, hide: Callable[[str], str]) -> str:
    return "&".join(_replace_in_parameter(each, hide) for each in query.split("&"))


def _replace_in_parameter(parameter: str, hide: Callable[[str], str]) -> str:
    """Some separate parameters by semicolons; in the value of a secret one these separate nothing."""
    name, equals, value = parameter.partition("=")
    if value and _is_secret_parameter(name):
        return f"{name}{equals}{hide(value)}"
    first, semicolon, rest = parameter.partition(";")
    return f"{first};{_replace_in_parameter(rest, hide)}" if semicolon else parameter


def _is_secret_parameter(name: str) -> bool:
    plain = unquote(name).strip()
    return is_secret(plain) or plain.lower() in SECRET_PARAMETERS
