"""Lucide icons, drawn inline so that they take the colour of the text and need no request of their own."""

import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRAME = re.compile(r"</?svg[^>]*>")


@cache
def icon(name: str, size: int = 16) -> Markup:
    """The whole drawing. Raises `KeyError` as `lucide` does. A page has fifty, so it is put together once."""
    return Markup(
        f'<svg aria-hidden="true" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" '
        f'stroke="currentColor" stroke-width="{1.75 if size < 20 else 1.5}" stroke-linecap="round" '
        f'stroke-linejoin="round">{lucide(name)}</svg>'
    )


@cache
def lucide(name: str) -> Markup:
    """Paths of one icon, without the `<svg>` around them; `icon` supplies that.

    Raises `KeyError` for an icon that `static/icons` does not hold: a template's mistake, found by its test.
    """
    file = files("sluice_console") / "static" / "icons" / f"{name}.svg"
    if not file.is_file():
        raise KeyError(f"no icon named {name!r}: add the Lucide icon {name}.svg to static/icons")
    drawing = _FRAME.sub("", _COMMENT.sub("", file.read_text(encoding="utf-8")))
    return Markup("".join(line.strip() for line in drawing.splitlines()))
