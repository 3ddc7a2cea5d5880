"""Which resources of a message a rejection is about."""

from __future__ import annotations

import re
from collections.abc import Mapping


def find_refused(offered: Mapping[str, str | None], error: str) -> dict[str, str]:
    """The resources of a message that Envoy's error text names, or all of them where it names none."""
    sent = {name: version for name, version in offered.items() if version is not None}
    named = {name: version for name, version in sent.items() if _is_named(name, error)}
    return named if len(sent) > 1 and named else sent


def _is_named(name: str, error: str) -> bool:
    """As a whole word: `a` is not named by `cluster a2`, nor `reviews` by `reviews@v2`."""
    return re.search(rf"(?<![\w@-]){re.escape(name)}(?![\w@-])", error) is not None
