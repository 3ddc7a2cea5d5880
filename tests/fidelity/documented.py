"""Differences that docs/deviations.md describes: by which entry an assertion's outcome is explained."""

from __future__ import annotations

import re
from dataclasses import dataclass

DOCUMENT = "docs/deviations.md"


@dataclass(frozen=True, slots=True)
class Rule:
    """`heading`: of an entry. `found`: in what Sluice printed, or in how the test ended. `test`: in the names
    of those that it explains, where what they print says too little."""

    heading: str
    found: re.Pattern[str]
    test: re.Pattern[str]


def _rule(heading: str, found: str, test: str = "") -> Rule:
    return Rule(heading, re.compile(found), re.compile(test))


RULES = (
    _rule("Codecs", r"LookupError unknown encoding"),
    _rule("A class is laid out once", r"NotImplementedError the class statement of \w+ ran twice"),
    _rule(
        "The last digit of some functions of `math`",
        r"^L\d+ '(cbrt|sinh|cosh|tanh|asinh|acosh|atanh|expm1|log1p|log10|erf|erfc|gamma|lgamma)\(",
    ),
    _rule(
        "What a compiled program does not keep",
        r"AttributeError .* has no attribute "
        r"'__(annotations|builtins|closure|code|defaults|globals|kwdefaults)__'",
    ),
    _rule("Very large counts", r"OverflowError a loop over range\(\) starts beyond"),
    _rule("Very large counts", r"OverflowError (Python int too large|cannot fit 'int')", r"range|bisect"),
    _rule("The last digit of some functions of `math`", "", r"^test_math:MathTests\.testLog1p$"),
    _rule("Regular expressions end", r"^L\d+ '?-?\d+", r"^test_re:.*\.test_(constants|flags_repr|getattr)$"),
    _rule("A bytearray has no exports", "", r"\.test_bytearray_join_with_misbehaving_iterator$"),
    _rule("Nothing is finalised", "nothing raised", r"\.test_oob_indexing_dictiter_iternextitem$"),
    _rule("Hashes", r"^L\d+ \{\(", r"\.test_dictview_set_operations_on_items$"),
)


def explain(found: str, test: str) -> str | None:
    """Return the heading of the entry that explains the outcome, None where it is a plain difference."""
    return next((each.heading for each in RULES if each.found.search(found) and each.test.search(test)), None)
