"""A request as people have it at hand: a command line of curl, the head of an HTTP request, or an address.

curl -X POST -H 'x-region: cn' https://shop.example/cart
POST /cart HTTP/1.1                 GET https://shop.example/cart
host: shop.example
"""

import base64
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from sluice_console.core.errors import Invalid
from sluice_console.core.language import tr

_VALUED = frozenset(
    (
        *("-o", "--output", "-w", "--write-out", "-m", "--max-time", "--connect-timeout", "--retry", "-x"),
        *("--proxy", "-c", "--cookie-jar", "-E", "--cert", "--key", "--cacert", "--resolve", "--limit-rate"),
        *("-K", "--config", "-T", "--upload-file", "-F", "--form", "-C", "-r", "--range", "--interface"),
    )
)
"""Options of curl with a value that says nothing about the request itself, as far as it matters here."""
_DATA = frozenset(("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode"))


@dataclass(frozen=True, slots=True)
class Pasted:
    """`headers` is one `name: value` a line."""

    method: str
    url: str
    headers: str = ""
    body: str = ""


def read_pasted(text: str) -> Pasted:
    """Raises `Invalid` at `request`, with what was expected."""
    text = text.strip()
    if text.split(None, 1)[:1] == ["curl"]:
        return _read_curl(text)
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    first, _, headers = head.partition("\n")
    method, _, target = first.strip().partition(" ")
    if not target:
        method, target = "GET", method
    target = target.strip().split(" ")[0] or "/"
    if target.startswith("/"):
        target = f"//{_host_of(headers)}{target}"
    return Pasted(method.upper(), target, headers, body)


def _host_of(headers: str) -> str:
    hosts = [
        line.partition(":")[2].strip() for line in headers.splitlines() if line.lower().startswith("host:")
    ]
    return hosts[0] if hosts else "example.com"


def _read_curl(text: str) -> Pasted:
    try:
        words = shlex.split(text.replace("\\\n", " "), posix=True)[1:]
    except ValueError as error:
        raise Invalid.field(
            "request", tr("is no complete command line: a quotation mark is not closed")
        ) from error
    method, url, headers, data = "", "", list[str](), list[str]()
    queue = iter(_apart(words))
    for word in queue:
        if not word.startswith("-"):
            url = url or word
            continue
        if word in ("-I", "--head", "-G", "--get"):
            method = method or ("HEAD" if word in ("-I", "--head") else "GET")
        elif word in _VALUED:
            next(queue, "")
        elif word in ("-X", "--request"):
            method = next(queue, "")
        elif word in _DATA or word == "--json":
            data.append(next(queue, ""))
            kind = "application/json" if word == "--json" else "application/x-www-form-urlencoded"
            headers.append(f"content-type: {kind}")
        elif word == "--url":
            url = next(queue, "")
        else:
            headers += _to_header(word, queue)
    if not url:
        raise Invalid.field(
            "request", tr("names no address; curl needs one, as in curl https://shop.example/cart")
        )
    named = [line.partition(":")[0].strip().lower() for line in headers]
    kept = [
        line for at, line in enumerate(headers) if named.index(named[at]) == at or named[at] != "content-type"
    ]
    return Pasted((method or ("POST" if data else "GET")).upper(), url, "\n".join(kept), "&".join(data))


def _apart(words: list[str]) -> list[str]:
    """`-XPOST`, `-sSL` and `--header=x` in the words that they stand for."""
    found: list[str] = []
    for word in words:
        if word.startswith("--") and "=" in word:
            found += word.split("=", 1)
        elif len(word) > 2 and word[0] == "-" and word[1] in "XHdAeubomwxcrT":
            found += [word[:2], word[2:]]
        else:
            found.append(word)
    return found


def _to_header(word: str, value: Iterator[str]) -> list[str]:
    match word:
        case "-H" | "--header":
            return [next(value, "")]
        case "-A" | "--user-agent":
            return [f"user-agent: {next(value, '')}"]
        case "-e" | "--referer":
            return [f"referer: {next(value, '')}"]
        case "-b" | "--cookie":
            return [f"cookie: {next(value, '')}"]
        case "-u" | "--user":
            coded = base64.b64encode(next(value, "").encode()).decode()
            return [f"authorization: Basic {coded}"]
    return []
