"""The page of each code, as it stands in `docs/errors/`."""

from __future__ import annotations

import re
from pathlib import Path

_INSTALLED = Path(__file__).parents[1] / "error_pages"
_REPOSITORY = Path(__file__).parents[3] / "docs" / "errors"
"""A wheel carries the pages inside the package; in the repository they are read where they are written."""


def help_of(code: str) -> str | None:
    """The page of one of our codes; None for mypy's, whose documentation is mypy's."""
    if not re.fullmatch(r"SLU\d{3}", code):
        return None
    for folder in (_INSTALLED, _REPOSITORY):
        page = folder / f"{code}.md"
        if page.is_file():
            return page.read_text(encoding="utf-8")
    return None


def known_codes() -> tuple[str, ...]:
    from sluice.compiler.diagnostics import Code

    return tuple(code.value for code in Code)


def remedy_of(code: str) -> str:
    """What its page says under "What to do", in one paragraph; "" where there is no page."""
    _, _, rest = (help_of(code) or "").partition("## What to do\n")
    text = rest.partition("\n## ")[0].strip()
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
