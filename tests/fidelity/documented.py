"""Differences that docs/deviations.md describes: by which entry an assertion's outcome is explained."""

from __future__ import annotations

import re
from dataclasses import dataclass

DOCUMENT = "docs/deviations.md"


@dataclass(frozen=True, slots=True)
class Rule:
    """`heading`: of an entry. `found`: in what Sluice printed, or in how the test ended."""

    heading: str
    found: re.Pattern[str]


def _rule(heading: str, found: str) -> Rule:
    return Rule(heading, re.compile(found))


RULES = (
    _rule("Codecs", r"LookupError unknown encoding"),
    _rule("A class is laid out once", r"NotImplementedError the class statement of \w+ ran twice"),
    _rule(
        "The last digit of some functions of `math`",
        r"^L\d+ '(cbrt|sinh|cosh|tanh|asinh|acosh|atanh|expm1|log1p|log10|erf|erfc|gamma|lgamma)\(",
    ),
    _rule(
        "What a compiled program does not keep",
        r"AttributeError .* has no attribute '__(annotations|closure|code|globals|kwdefaults)__'",
    ),
    _rule("Very large counts", r"OverflowError a loop over range\(\) starts beyond"),
)


def explain(found: str) -> str | None:
    """Return the heading of the entry that explains the outcome, None where it is a plain difference."""
    return next((rule.heading for rule in RULES if rule.found.search(found)), None)
