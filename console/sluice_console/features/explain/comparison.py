"""An explanation as lines of text, so that two of them can be laid beside each other."""

from collections.abc import Iterator

from sluice_console.features.explain.running import Deed, Ran
from sluice_console.features.explain.service import Explanation
from sluice_console.rendering.diffs import DiffLine, to_diff


def compare(before: Explanation, after: Explanation) -> tuple[DiffLine, ...]:
    """Empty where the request fares the same with both releases."""
    return to_diff("\n".join(to_lines(before)), "\n".join(to_lines(after)))


def to_lines(found: Explanation) -> Iterator[str]:
    """Line numbers of sources are left out: another version has the same statement elsewhere."""
    yield f"ends: {found.ending}"
    yield f"host: {found.host or 'none'}"
    for attempt in found.attempts:
        yield f"route {attempt.route.name}: {attempt.refusal or 'takes it'}"
    for condition in found.conditions:
        yield f"because {condition}"
    for policy in found.policies:
        yield f"{policy.name}: {policy.text}"
    for ran in found.filters:
        yield f"filter {ran.name}: {to_outcome(ran)}"
        yield from (f"filter {ran.name.partition('@')[0]}: {to_words(deed)}" for deed in ran.deeds)
    for target in found.targets:
        yield f"to {target.service} {target.version} {100 * target.share:g}\u00a0%"


def to_outcome(ran: Ran) -> str:
    match ran.action:
        case "pass":
            return "passes it on"
        case "respond":
            return f"answers {ran.status}"
        case "reset":
            return "cuts the connection"
        case "hold":
            return "holds it: whatever it waits for does not come here"
    return f"fails: {ran.reason}"


def to_words(deed: Deed) -> str:
    value = _flat(deed.value)
    match deed.verb:
        case "set":
            return f"sets {deed.side} header {deed.name}: {value}"
        case "add":
            return f"adds {deed.side} header {deed.name}: {value}"
        case "remove":
            return f"removes {deed.side} header {deed.name}"
        case "replace":
            return f"replaces all headers of the {deed.side}: {value}"
        case "body":
            return f"changes the {deed.side}'s body: {value}"
        case "answer":
            return f"answers {deed.name}: {value}" if value else f"answers {deed.name}"
        case "log":
            return f"logs {deed.name}: {value}"
        case "call":
            return f"calls {deed.name}: {value}; here it answers 200 without a body"
    return f"{deed.verb} {deed.name} {value}"


def _flat(text: str) -> str:
    """On one line, as in a log."""
    return " ".join(text.split())
