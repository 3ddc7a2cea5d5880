"""What the engine says of a rollout, in the language of who reads it.

Events hold it in English, as REST and webhooks give it. A page finds its sentence again and fills the
translation with what stood in it; what it does not know it shows as it is written.

    >>> with speaking(LANGUAGES["zh-Hans"]):
    ...     to_words("stage 1 of 2 (10 %): paused: lunch")
    '第 1 阶段,共 2 个(10 %):已暂停:lunch'
"""

import re
from functools import cache

from sluice_console.core.language import ENGLISH, current, marked, tr

_BY_HAND = (
    marked("created"),
    marked("started"),
    marked("approved"),
    marked("approved what the replay found"),
    marked("paused"),
    marked("resumed"),
    marked("went on by hand"),
    marked("promoted by hand"),
    marked("aborted by hand"),
)
_AROUND = (
    marked("loading: %(said)s"),
    marked("stage %(stage)s of %(stages)s (%(share)s %%): %(said)s"),
    marked("stage %(stage)s of %(stages)s (%(share)s %%, by header): %(said)s"),
    marked("stage %(stage)s of %(stages)s (%(share)s %%, by tenant): %(said)s"),
    marked("stage %(stage)s of %(stages)s (%(share)s %%, by header, by tenant): %(said)s"),
    marked("%(by_hand)s: %(reason)s"),
)
_WAITING = (
    marked("%(time)s of the minimum time remain"),
    marked("waits for 1 approval"),
    marked("waits for %(count)s approvals"),
    marked("waits for 1 approval: %(said)s"),
    marked("waits for someone to go on"),
    marked("waits for the hours in which it may move"),
    marked("recorded requests are replayed"),
    marked("not loaded yet by %(names)s"),
    marked("%(count)s of %(least)s requests have gone to the candidate"),
    marked("“twice as bad” is not ruled out yet"),
    marked("%(compared)s; go on by hand if it is meant to refuse more"),
)
_ENDS = (
    marked("loaded by all connected nodes (%(nodes)s)"),
    marked("not loaded after %(time)s by %(names)s"),
    marked("the stage ran its minimum time within all limits, %(requests)s requests"),
    marked("%(requests)s requests, “twice as bad” ruled out at α = %(alpha)s %%"),
    marked(
        "%(requests)s requests within all limits; too few errors to rule out “twice as bad”, no sign of harm"
    ),
)
_COMPARED = (
    marked(
        "%(mine)s to the candidate were answered 5xx, %(theirs)s to the current version; "
        "by chance that happens in %(chance)s %% at most"
    ),
    marked(
        "%(mine)s to the candidate were answered 4xx, %(theirs)s to the current version; "
        "by chance that happens in %(chance)s %% at most"
    ),
    marked(
        "%(mine)s to the candidate took longer than %(slo)s ms, %(theirs)s to the current version; "
        "by chance that happens in %(chance)s %% at most"
    ),
)
_OBJECTIONS = (
    marked("the gateway is not in order: %(problem)s"),
    marked("a node rejected the candidate: %(problem)s"),
    marked("the candidate raised %(count)s exceptions, %(allowed)s are allowed"),
    marked(
        "%(percent)s %% of %(requests)s requests to the candidate were answered 5xx, "
        "%(allowed)s %% are allowed"
    ),
    marked("no node has reported anything for %(seconds)s s, so nobody can see what the candidate does"),
    marked("the next step is refused: %(problem)s"),
    marked("recorded requests could not be replayed: %(problem)s"),
    marked(
        "the candidate decides %(differing)s of %(requests)s recorded requests differently, "
        "%(allowed)s are allowed"
    ),
)
_REFUSALS = (
    marked("cannot %(verb)s a rollout that is %(state)s; it would have to be %(states)s"),
    marked("a rollout needs at least one stage, for example 10 %% for 10 minutes"),
    marked("stage %(stage)s: the share must be from 0 to 100 %%"),
    marked("stage %(stage)s reaches nobody: give it a share or a header"),
    marked("stage %(stage)s: the number of approvals is negative"),
    marked("stage %(stage)s: the minimum time is negative"),
    marked("the share must not fall from one stage to the next; abort the rollout instead"),
    marked("this stage does not wait for an approval"),
    marked("the candidate is not loaded by all nodes yet; wait, or abort"),
    marked("1 approval missing; or abort the rollout"),
    marked("%(count)s approvals missing; or abort the rollout"),
)
_PARTS = (
    marked("%(count)s of %(requests)s requests (%(percent)s %%)"),
    marked("%(count)s s"),
    marked("%(count)s min"),
    marked("%(count)s h"),
)
_SENTENCES = (*_BY_HAND, *_AROUND, *_WAITING, *_ENDS, *_OBJECTIONS, *_COMPARED, *_REFUSALS, *_PARTS)

_TEXTS = ("problem", "names", "reason", "verb", "state", "states")
"""What stands in a sentence as somebody else wrote it."""
_SAID = ("said", "by_hand", "compared", "mine", "theirs", "time")
"""What is a sentence, or a part of one, itself."""


def to_words(said: str) -> str:
    """`said` by the engine, in the language of the request."""
    if current() is ENGLISH:
        return said
    for sentence, pattern in _patterns():
        if match := pattern.fullmatch(said):
            values = match.groupdict()
            return tr(sentence) % {
                name: to_words(value) if name in _SAID else value for name, value in values.items()
            }
    return said


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, _to_pattern(sentence)) for sentence in _SENTENCES)


def _to_pattern(sentence: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", sentence)
    pattern = ""
    for literal, name in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        pattern += re.escape(literal.replace("%%", "%"))
        pattern += f"(?P<{name}>{_to_group(name)})" if name else ""
    return re.compile(pattern, re.DOTALL)


def _to_group(name: str) -> str:
    if name == "by_hand":
        return "|".join(map(re.escape, _BY_HAND))
    return ".+" if name in _TEXTS or name in _SAID else r"[-\d.,e+]+"
