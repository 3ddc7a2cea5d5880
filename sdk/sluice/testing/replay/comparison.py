"""How two sides differ over one request, kind by kind.

A difference is told by its cause: a request that one side refuses and the other lets pass is one difference,
of the kind "outcome"; that its headers, its log lines and its body are others as well follows from it and is
not told again.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sluice.testing.recordings import Decision, UpstreamSaw
from sluice.testing.replay.observation import Observed

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind` is one of `KINDS`; `subject` says more where one kind has many: a header's name, a log's line.

    `before` and `after` are "" where there is nothing.
    """

    kind: str
    subject: str
    before: str
    after: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.subject


KINDS = {
    "trap": "The module traps",
    "exception": "An exception is raised",
    "outcome": "Another outcome",
    "status": "Status of the response",
    "details": "Details of the response",
    "response-header-added": "Response header added",
    "response-header-removed": "Response header removed",
    "response-header-changed": "Response header changed",
    "response-body": "Body of the response",
    "method": "Method to the upstream",
    "path": "Path to the upstream",
    "request-header-added": "Request header added",
    "request-header-removed": "Request header removed",
    "request-header-changed": "Request header changed",
    "request-body": "Body to the upstream",
    "call-out": "Calls to other services",
    "wait": "Time that the request waits",
    "log-added": "Log line added",
    "log-removed": "Log line removed",
}
"""Every kind and its title, the gravest first."""
_OF_THE_BODY = "content-length"


def compare(before: Observed, after: Observed) -> list[Difference]:
    """Empty where nobody could tell the two apart."""
    failures = [*_trap(before, after), *_exceptions(before, after)]
    if failures:
        return failures
    one, other = before.decision, after.decision
    if _outcome(one) != _outcome(other):
        subject = f"{one.action} → {other.action}"
        return [Difference("outcome", subject, _outcome_text(one), _outcome_text(other))]
    return [
        *_responses(one, other),
        *_requests(one.upstream, other.upstream),
        *_plain("call-out", "; ".join(before.calls), "; ".join(after.calls)),
        *_plain("wait", f"{before.waited} ms", f"{after.waited} ms"),
        *_logs(before, after),
    ]


def find_features(observed: Observed) -> dict[tuple[str, str], object]:
    """What an observation is made of, by the families of differences: equal features, no difference."""
    decision, saw = observed.decision, observed.decision.upstream
    found: dict[tuple[str, str], object] = {
        ("outcome", ""): (_outcome(decision), decision.status, observed.trap, observed.exceptions),
        ("details", ""): decision.details,
        ("response-body", ""): decision.body,
        ("call-out", ""): observed.calls,
        ("wait", ""): observed.waited,
    }
    for name, value in decision.headers or ():
        key = ("response-header", name)
        found[key] = (found.get(key), value)
    if saw is not None:
        found |= {("method", ""): saw.method, ("path", ""): saw.path, ("request-body", ""): saw.body}
        for name, value in saw.headers:
            key = ("request-header", name)
            found[key] = (found.get(key), value)
    for line in sorted(observed.logs):
        key = ("log", _shape(line))
        found[key] = (found.get(key), line)
    return found


def to_family(difference: Difference) -> tuple[str, str]:
    """A header that is there by chance is now added, now removed, now changed."""
    kind, subject = difference.key
    for stem in ("response-header", "request-header", "log"):
        if kind.startswith(stem):
            return stem, subject
    if kind in ("outcome", "status", "exception", "trap"):
        return "outcome", ""
    return kind, subject


def _outcome(decision: Decision) -> tuple[str, bool]:
    return decision.action, decision.upstream is not None


def _outcome_text(decision: Decision) -> str:
    match decision.action:
        case "pass":
            return f"passes, {decision.status}"
        case "respond":
            return f"answered {decision.status}" + (f" ({decision.details})" if decision.details else "")
        case "reset":
            return "connection reset"
    return "never answered"


def _failed_text(decision: Decision, what: str) -> str:
    return f"{what}; {_outcome_text(decision)}" if what else _outcome_text(decision)


def _trap(before: Observed, after: Observed) -> Iterator[Difference]:
    if before.trap != after.trap:
        subject = after.trap or f"no longer: {before.trap}"
        yield Difference(
            "trap",
            subject,
            _failed_text(before.decision, before.trap),
            _failed_text(after.decision, after.trap),
        )


def _exceptions(before: Observed, after: Observed) -> Iterator[Difference]:
    if before.exceptions != after.exceptions:
        said, says = "; ".join(before.exceptions), "; ".join(after.exceptions)
        yield Difference(
            "exception",
            says or f"no longer: {said}",
            _failed_text(before.decision, said),
            _failed_text(after.decision, says),
        )


def _responses(before: Decision, after: Decision) -> Iterator[Difference]:
    if before.status != after.status:
        subject = f"{before.status} → {after.status}"
        yield Difference("status", subject, str(before.status), str(after.status))
    yield from _plain("details", before.details, after.details)
    same_body = before.body == after.body
    yield from _headers("response", before.headers or [], after.headers or [], same_body)
    yield from _plain("response-body", before.body or "", after.body or "")


def _requests(before: UpstreamSaw | None, after: UpstreamSaw | None) -> Iterator[Difference]:
    if before is None or after is None:
        return
    yield from _plain("method", before.method, after.method)
    yield from _plain("path", before.path, after.path)
    yield from _headers("request", before.headers, after.headers, before.body == after.body)
    yield from _plain("request-body", before.body, after.body)


def _plain(kind: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(kind, "", before, after)


def _headers(direction: str, before: Pairs, after: Pairs, same_body: bool) -> Iterator[Difference]:
    """The size of a body that differs is no difference of its own."""
    for name in dict.fromkeys(name for name, _ in [*before, *after]):
        old = [value for key, value in before if key == name]
        new = [value for key, value in after if key == name]
        if old == new or (name == _OF_THE_BODY and not same_body):
            continue
        verb = "added" if not old else "removed" if not new else "changed"
        yield Difference(f"{direction}-header-{verb}", name, ", ".join(old), ", ".join(new))


def _logs(before: Observed, after: Observed) -> Iterator[Difference]:
    """Each line that one side has more often than the other; in which order is not told."""
    old, new = Counter(before.logs), Counter(after.logs)
    for line in old - new:
        yield Difference("log-removed", _shape(line), line, "")
    for line in new - old:
        yield Difference("log-added", _shape(line), "", line)


@functools.lru_cache(maxsize=4096)
def _shape(line: str) -> str:
    """What lines of one statement have in common: words with digits, slashes and the like become #.

    "warning: no quota left for ann-17 at /orders" → "warning: no quota left for # at #"
    """
    words = ("#" if _VARIABLE.search(word) else word for word in line.split())
    return " ".join(words)[:_LONGEST_SUBJECT]


_VARIABLE = re.compile(r"[\d/@'\"=?&]")
_LONGEST_SUBJECT = 200
