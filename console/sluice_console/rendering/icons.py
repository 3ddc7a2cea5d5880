"""Lucide icons, drawn inline so that they take the colour of the text and need no request of their own."""

import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRAME = re.compile(r"</?svg[^>]*>")


@cache
def lucide(name: str) -> Markup:
    """Paths of one icon, without the `<svg>` around them; the `icon` macro supplies that.

    Raises `KeyError` for an icon that `static/icons` does not hold: a template's mistake, found by its test.
    """
    file = files("sluice_console") / "static" / "icons" / f"{name}.svg"
    if not file.is_file():
        raise KeyError(f"no icon named {name!r}: add the Lucide icon {name}.svg to static/icons")
    drawing = _FRAME.sub("", _COMMENT.sub("", file.read_text(encoding="utf-8")))
    return Markup("".join(line.strip() for line in drawing.splitlines()))
