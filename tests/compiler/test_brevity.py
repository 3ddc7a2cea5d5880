"""Which functions stand in place of their calls, in programs that are compiled for speed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.pipeline import compile_file

CHECK = "    if a < 0:\n        raise ValueError(f'{a} is negative')\n"
BRIEF = {
    "one block": "    return a + 1\n",
    "a way that raises": f"{CHECK}    return a + 1\n",
    "two that raise": (
        "    if a < 0:\n        if a < -5:\n            raise ValueError(str(a))\n"
        "        raise LookupError('few')\n    return a + 1\n"
    ),
    "a choice": "    if a > 3:\n        return 1\n    return a\n",
}
NOT_BRIEF = {
    "a loop": "    while a > 5:\n        a -= 2\n    return a\n",
    "a call": f"{CHECK}    return used(a)\n",
    "its own call": f"{CHECK}    return a and f(a - 1)\n",
    "a handler": (
        "    try:\n        if a < 0:\n            raise ValueError('negative')\n"
        "    except ValueError:\n        return 0\n    return a\n"
    ),
    "nothing but raising": f"{CHECK}    raise LookupError('none')\n",
    "much": f"{CHECK}    return {' + '.join(f'a * {number} % {number + 2}' for number in range(9))}\n",
    "much that raises": (
        "    if a < 0:\n        raise ValueError("
        + " + ".join(f"str(a * {number})" for number in range(30))
        + ")\n    return a\n"
    ),
}
HEAD = "def used(a: int) -> int:\n    return a * 2\n\n\ndef f(a: int) -> int:\n"
USE = """

for number in (3, 7, -1, -9):
    try:
        print(f(number))
    except (ValueError, LookupError) as error:
        print(type(error).__name__, error)
"""


def _is_brief(source: str, folder: Path) -> bool:
    file = folder / "program.py"
    file.write_text(HEAD + source + USE)
    text = compile_file(file, strict=False).c.text
    (line,) = (line for line in text.splitlines() if "f___main___f(" in line and line.endswith("{"))
    return "SLU_BRIEF" in line


@pytest.mark.parametrize("name", BRIEF)
def test_brief(name: str, tmp_path: Path) -> None:
    assert _is_brief(BRIEF[name], tmp_path)


@pytest.mark.parametrize("name", NOT_BRIEF)
def test_not_brief(name: str, tmp_path: Path) -> None:
    assert not _is_brief(NOT_BRIEF[name], tmp_path)
