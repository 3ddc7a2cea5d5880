"""An explanation as lines of text, so that two of them can be laid beside each other."""

from collections.abc import Iterator

from sluice_console.core.language import marked, tr
from sluice_console.features.explain.running import Deed, Ran
from sluice_console.features.explain.service import Explanation
from sluice_console.rendering.diffs import DiffLine, to_diff

SIDES = {
    "request": marked("request"),
    "request trailer": marked("request trailer"),
    "response": marked("response"),
    "response trailer": marked("response trailer"),
}


def compare(before: Explanation, after: Explanation) -> tuple[DiffLine, ...]:
    """Empty where the request fares the same with both releases."""
    return to_diff("\n".join(to_lines(before)), "\n".join(to_lines(after)))


def to_lines(found: Explanation) -> Iterator[str]:
    """Line numbers of sources are left out: another version has the same statement elsewhere."""
    yield tr("ends: %(ending)s", ending=found.ending)
    yield tr("host: %(host)s", host=found.host or tr("none"))
    for attempt in found.attempts:
        yield tr("route %(name)s: %(what)s", name=attempt.route.name, what=attempt.refusal or tr("takes it"))
    for condition in found.conditions:
        yield tr("because %(condition)s", condition=condition)
    for policy in found.policies:
        yield f"{policy.name}: {policy.text}"
    for ran in found.filters:
        yield tr("filter %(name)s: %(what)s", name=ran.name, what=to_outcome(ran))
        name = ran.name.partition("@")[0]
        yield from (tr("filter %(name)s: %(what)s", name=name, what=to_words(deed)) for deed in ran.deeds)
    for target in found.targets:
        share = f"{100 * target.share:g}\u00a0%"
        yield tr(
            "to %(service)s %(version)s %(share)s",
            service=target.service,
            version=target.version,
            share=share,
        )


def to_outcome(ran: Ran) -> str:
    match ran.action:
        case "pass":
            return tr("passes it on")
        case "respond":
            return tr("answers %(status)s", status=ran.status)
        case "reset":
            return tr("cuts the connection")
        case "hold":
            return tr("holds it: whatever it waits for does not come here")
    return tr("fails: %(reason)s", reason=ran.reason)


def to_words(deed: Deed) -> str:
    values = {"side": tr(SIDES.get(deed.side, deed.side)), "name": deed.name, "value": _flat(deed.value)}
    match deed.verb:
        case "set":
            return tr("sets %(side)s header %(name)s: %(value)s", **values)
        case "add":
            return tr("adds %(side)s header %(name)s: %(value)s", **values)
        case "remove":
            return tr("removes %(side)s header %(name)s", **values)
        case "replace":
            return tr("replaces all headers of the %(side)s: %(value)s", **values)
        case "body":
            return tr("changes the %(side)s's body: %(value)s", **values)
        case "answer":
            said = tr("answers %(status)s", status=deed.name)
            return f"{said}: {values['value']}" if values["value"] else said
        case "log":
            return tr("logs %(name)s: %(value)s", **values)
        case "call":
            return tr("calls %(name)s: %(value)s; here it answers 200 without a body", **values)
    return f"{deed.verb} {deed.name} {values['value']}"


def _flat(text: str) -> str:
    """On one line, as in a log."""
    return " ".join(text.split())
