"""What is recorded of secrets: a keyed digest in place of each, so that equal ones stay equal.

    x-api-key: k-ann                  →  redacted-1f0c2a7b9d3e4f56
    authorization: Bearer eyJhbGciOi  →  Bearer redacted-8a41…
    cookie: sid=7; theme=dark         →  sid=redacted-…; theme=redacted-…

Where a filter's own configuration holds the value, as keys of an API-key filter, a replay may put it back:
`Digests.known` finds which.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sluice.toolchain.recorded import Pairs, RecordedRequest
from sluice_console.core.redaction import is_secret, replace_secrets
from sluice_console.core.vault import Vault

PURPOSE = "recorded requests"
MARK = "redacted-"
_DIGITS = 16
_SHOWN = re.compile(rf"{MARK}[0-9a-f]{{{_DIGITS}}}")
_SCHEME = re.compile(r"([A-Za-z0-9-]+ +)(.+)", re.DOTALL)
_SHORTEST_TOLD = 4
"""Characters of a value that is looked for in texts: shorter ones stand in many words."""


@dataclass(frozen=True, slots=True)
class Digests:
    """One key for all recordings of a console."""

    key: bytes

    @classmethod
    def of(cls, vault: Vault) -> "Digests":
        return cls(vault.derive(PURPOSE))

    def of_value(self, value: str) -> str:
        """The same for the same value; a digest stays what it is."""
        if not value or _SHOWN.fullmatch(value):
            return value
        data = value.encode("utf-8", "surrogatepass")
        return MARK + hmac.digest(self.key, data, hashlib.sha256).hex()[:_DIGITS]

    def redact(self, request: RecordedRequest, hidden: Collection[str] = ()) -> RecordedRequest:
        """Without secrets in headers and in the query. `hidden` are further headers. Bodies stay."""
        reply = replace(request.reply, headers=self.redact_headers(request.reply.headers, hidden))
        callouts = {
            name: replace(each, headers=self.redact_headers(each.headers, hidden))
            for name, each in request.callouts.items()
        }
        return replace(
            request,
            path=self.redact_path(request.path),
            headers=self.redact_headers(request.headers, hidden),
            reply=reply,
            callouts=callouts,
            expected=None,
        )

    def redact_headers(self, headers: Iterable[tuple[str, str]], hidden: Collection[str] = ()) -> Pairs:
        return [
            (
                name,
                self._redact_header(name, value) if name in hidden or is_secret(name) else self._plain(value),
            )
            for name, value in headers
        ]

    def redact_path(self, path: str) -> str:
        """With secret parameters of the query by their digests, whatever it looks like otherwise."""
        return replace_secrets(path, self.of_value)

    def _plain(self, value: str) -> str:
        """Of a header that is not secret itself; `referer` and `location` have a query too."""
        return self.redact_path(value) if "?" in value or "#" in value else value

    def _redact_header(self, name: str, value: str) -> str:
        if name == "cookie":
            return "; ".join(self._redact_cookie(part.strip()) for part in value.split(";"))
        if name == "set-cookie":
            first, semicolon, rest = value.partition(";")
            return self._redact_cookie(first) + semicolon + rest
        scheme = _SCHEME.fullmatch(value) if name.endswith("authorization") else None
        return scheme[1] + self.of_value(scheme[2]) if scheme else self.of_value(value)

    def _redact_cookie(self, part: str) -> str:
        name, equals, value = part.partition("=")
        return name + equals + self.of_value(value) if equals else self.of_value(part)

    def known(self, *configurations: Mapping[str, Any]) -> dict[str, str]:
        """What filters know anyway: the texts of their configurations, by digest."""
        return {self.of_value(text): text for each in configurations for text in _texts(each) if text}


def put_back(request: RecordedRequest, known: Mapping[str, str]) -> RecordedRequest:
    """With the values in place of those digests that are known."""
    headers = [(name, _put_back(value, known)) for name, value in request.headers]
    return replace(request, path=_put_back(request.path, known), headers=headers)


def hide_again(report: Any, known: Mapping[str, str]) -> Any:
    """A report as JSON without what was put back, wherever it got to."""
    values = sorted(
        ((text, digest) for digest, text in known.items() if len(text) >= _SHORTEST_TOLD),
        key=lambda item: -len(item[0]),
    )
    if not values:
        return report
    return _hidden(report, dict(values), re.compile("|".join(re.escape(text) for text, _ in values)))


def _hidden(value: Any, digests: Mapping[str, str], pattern: re.Pattern[str]) -> Any:
    match value:
        case str():
            return pattern.sub(lambda found: digests[found[0]], value)
        case list():
            return [_hidden(each, digests, pattern) for each in value]
        case dict():
            return {name: _hidden(each, digests, pattern) for name, each in value.items()}
    return value


def _put_back(text: str, known: Mapping[str, str]) -> str:
    return _SHOWN.sub(lambda found: known.get(found[0], found[0]), text)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, each in value.items():
                yield name
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def used_in(requests: Iterable[RecordedRequest], known: Mapping[str, str]) -> dict[str, str]:
    """Those of `known` that the requests really have: only these are put back, and hidden again."""
    found: set[str] = set()
    for request in requests:
        found.update(_SHOWN.findall(json.dumps([request.path, request.headers])))
    return {digest: text for digest, text in known.items() if digest in found}
