"""Programs of several files do what CPython does with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sluice.toolchain.scripts import run_script

PROGRAMS = {
    "what is imported is a copy": {
        "other": "X = 1\nY: list[int] = []\ndef bump() -> int:\n    global X\n    X += 1\n    return X\n",
        "main": (
            "import other\nfrom other import X, Y, bump\nfrom other import X as again\n"
            "def f() -> int:\n    from other import X as here\n    bump()\n    return here + X\n"
            "print(X, again, bump(), X, other.X, f(), other.X)\n"
            "other.X = 10\nother.Y = [5]\nprint(X, Y, other.X, other.Y, again)\n"
        ),
    },
    "a global that another module sets": {
        "other": (
            "LIMIT: int\nITEMS: list[int]\n"
            "def get() -> int:\n    try:\n        return LIMIT\n    except NameError:\n        return -1\n"
            "def size() -> object:\n    try:\n        return len(ITEMS)\n"
            "    except NameError as error:\n        return str(error)\n"
        ),
        "main": (
            "import other\nprint(other.get(), other.size())\nother.LIMIT = 5\nother.ITEMS = [1, 2]\n"
            "print(other.get(), other.size())\n"
        ),
    },
    "a constant of another module": {
        "other": "A, B = range(2)\nNAME = 'name'\ndef shown() -> str:\n    return f'{A}{B}{NAME}'\n",
        "main": "import other\nfrom other import NAME\nprint(other.shown(), other.B, NAME)\n",
    },
}


@pytest.mark.parametrize("title", PROGRAMS)
def test_same_as_cpython(tmp_path: Path, title: str) -> None:
    for name, source in PROGRAMS[title].items():
        (tmp_path / f"{name}.py").write_text(source)
    main = tmp_path / "main.py"
    expected = subprocess.run([sys.executable, str(main)], capture_output=True, text=True, check=True)
    for release in (False, True):
        assert run_script(main, release=release).stdout == expected.stdout
