"""The options of a `<select>`, of which some lists have a thousand."""

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape


def options_of(options: Iterable[str | Sequence[Any]], chosen: object) -> Markup:
    """
    >>> print(options_of(["a", ("b", "B & co")], "b"))
    <option value="a">a</option><option value="b" selected>B &amp; co</option>
    """
    pairs = ((option, option) if isinstance(option, str) else option for option in options)
    return Markup(
        "".join(
            f'<option value="{escape(pair[0])}"{" selected" if pair[0] == chosen else ""}>'
            f"{escape(pair[1])}</option>"
            for pair in pairs
        )
    )
