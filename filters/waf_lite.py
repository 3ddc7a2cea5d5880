"""Refuse requests that carry well-known patterns of SQL injection, cross-site scripting and path traversal.

    {"report_only": true}
    {"off": ["sqli_comment"], "exclude_paths": ["/search"], "body_limit": 65536}

Looked at are the path, names and values of the query, the headers in `headers` and, with a `body_limit`,
bodies: forms and JSON by their values, others as text. Values are decoded up to three times, as programs
behind may do. Start with `report_only` and see what `waf_matched_total` counts: no list of patterns knows
all attacks, and some honest texts look like one. It spares a service noise, and replaces neither parameters
in queries nor escaping.
"""

import json
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

from sluice import Counter, HttpFilter, Request, Response, log

matched = Counter("waf_matched_total", "Requests that a rule matched.", labels=("rule",))

PLAIN = re.compile(r"[A-Za-z0-9_~@:,-]*")  # holds no attack
DECODINGS = 3
DEEPEST = 20  # levels of JSON
RULES = {  # no pattern repeats anything without a bound, so that no text takes long
    "sqli_union": r"\bunion\b[\s(]{1,10}(?:(?:all|distinct)\b[\s(]{1,10})?select\b",
    "sqli_tautology": r"['\"`]\s{0,5}\)?\s{0,5}(?:or|and|\|\||&&)[\s(]{0,5}['\"`]?\w{1,20}['\"`]?\s{0,5}"
    r"(?:=|<|>|\blike\b)",
    "sqli_number": r"\b(?:or|and)\s{1,5}\(?\d{1,10}\s{0,5}=\s{0,5}\(?\d{1,10}\b",
    "sqli_stacked": r";\s{0,5}(?:(?:drop|alter|create|truncate)\s{1,5}(?:table|database|schema|view|user)\b"
    r"|insert\s{1,5}into\b|delete\s{1,5}from\b|update\s{1,5}\w{1,40}\s{1,5}set\b|exec(?:ute)?\s{1,5}\w|shutdown\b)",
    "sqli_comment": r"['\"`]\s{0,3}\)?\s{0,3}(?:--(?:\s|$)|#(?:\s|$)|/\*|;\s{0,3}--)",
    "sqli_function": r"\b(?:pg_)?sleep\s{0,3}\(\s{0,3}[\d.]{1,10}\s{0,3}\)|\bbenchmark\s{0,3}\(\s{0,3}\d"
    r"|\bwaitfor\s{1,5}delay\s{1,5}['\"]|\bload_file\s{0,3}\(|\b(?:extractvalue|updatexml)\s{0,3}\("
    r"|\bxp_cmdshell\b|\binformation_schema\s{0,3}\.",
    "xss_tag": r"<\s{0,3}(?:script|iframe|object|embed|svg|applet|base|meta|math)(?:[\s/>]|$)",
    "xss_handler": r"<[a-z!/][^>]{0,200}[\s/\"']on[a-z]{3,20}\s{0,5}=",
    "xss_scheme": r"\b(?:java|vb)script\s{0,3}:\s{0,3}[\w.\[\]]{1,40}\s{0,3}[(=`]"
    r"|\bdata\s{0,3}:\s{0,3}text/html\b",
    "xss_script": r"\bdocument\s{0,3}\.\s{0,3}(?:cookie|write)\b|\bfromcharcode\s{0,3}\(",
    "traversal": r"(?:^|[/\\])\.\.(?:[/\\]|$)",
    "traversal_file": r"/etc/(?:passwd|shadow|hosts)\b|/proc/self/|\b(?:boot|win)\.ini\b"
    r"|[/\\]windows[/\\]system32\b|/\.(?:git|svn|env|htaccess|aws|ssh)(?:[/.]|$)",
    "traversal_overlong": r"%c0%a[ef]|%e0%80%a[ef]|\x00",
}
COMPILED = {name: re.compile(pattern) for name, pattern in RULES.items()}
COMMENT = re.compile(r"/\*.{0,100}?\*/")


@dataclass(frozen=True)
class Config:
    """What is looked at, and what follows."""

    report_only: bool = field(default=False, metadata={"description": "Count and log, and let pass."})
    off: list[str] = field(default_factory=list, metadata={"description": "Rules that are not applied."})
    exclude_paths: list[str] = field(
        default_factory=list, metadata={"description": "Beginnings of paths that are not looked at."}
    )
    headers: list[str] = field(
        default_factory=lambda: ["user-agent", "referer"], metadata={"description": "Headers to look at."}
    )
    body_limit: int = field(
        default=0, metadata={"description": "Bytes of a body; longer ones get 413. 0: bodies pass unread."}
    )


class WafLite(HttpFilter[Config], on_error="deny"):
    async def on_request_headers(self, request: Request) -> Response | None:
        config = self.config
        path = request.path
        if any(path.startswith(each) for each in config.exclude_paths):
            return None
        rule = first_match(texts(request, config), config)
        if not rule and config.body_limit and not request.end_of_stream:
            body = await request.body(limit=config.body_limit)
            rule = first_match(body_texts(body, request.headers.get("content-type", "")), config)
        if not rule:
            return None
        matched.increment(rule=rule)
        log.warning("%s: %s %s", rule, request.method, path[:200])
        if config.report_only:
            return None
        return Response(403, body="request refused\n", details=f"waf_{rule}")


def texts(request: Request, config: Config) -> Iterator[str]:
    """What is looked at besides the body, as it came."""
    yield request.url_path
    for pair in request.query.split("&"):
        name, _, value = pair.partition("=")
        yield name.replace("+", " ")
        yield value.replace("+", " ")
    for header in config.headers:
        yield from request.headers.get_all(header)


def body_texts(body: bytes, content_type: str) -> Iterator[str]:
    text = body.decode("utf-8", "replace")
    if content_type.startswith("application/x-www-form-urlencoded"):
        for pair in text.split("&"):
            name, _, value = pair.partition("=")
            yield name.replace("+", " ")
            yield value.replace("+", " ")
        return
    if "json" in content_type:
        try:
            yield from strings(json.loads(text), DEEPEST)
            return
        except (ValueError, RecursionError):
            pass
    yield text


def strings(value: object, levels: int) -> Iterator[str]:
    """All names and texts of a JSON document; too deep a one as it would be written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict) and not levels:
        yield json.dumps(value)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, levels - 1)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield str(name)
            yield from strings(each, levels - 1)


def first_match(found: Iterator[str], config: Config) -> str:
    """The name of the first rule that matches; "" when none does."""
    for text in found:
        if PLAIN.fullmatch(text) is None:
            for form in forms(text):
                for name, pattern in COMPILED.items():
                    if pattern.search(form) is not None and name not in config.off:
                        return name
    return ""


def forms(text: str) -> Iterator[str]:
    """The text as it came and as it is decoded, in lower case, with SQL's comments as blanks."""
    for _ in range(DECODINGS + 1):
        lower = text.lower()
        yield lower
        if "/*" in lower:
            yield COMMENT.sub(" ", lower)
        decoded = urllib.parse.unquote(text, errors="replace")
        if decoded == text:
            return
        text = decoded
