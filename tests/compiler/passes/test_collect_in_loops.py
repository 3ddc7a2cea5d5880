"""Which loops collect what they make."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.ir.ops import CollectLoop
from sluice.compiler.pipeline import compile_file

HEAD = "class K:\n    pass\nD: dict[K, int] = {}\nT: dict[str, int] = {}\n"


def collects(folder: Path, body: str) -> bool:
    source = f"{HEAD}def f(n: int, key: K, items: list[int]) -> None:\n{body}f(3, K(), [1])\nprint([f])\n"
    path = folder / "program.py"
    path.write_text(source)
    function = compile_file(path, strict=False).program.functions["__main__.f"]
    return any(isinstance(op, CollectLoop) for block in function.blocks for op in block.instructions)


@pytest.mark.parametrize(
    "body",
    [
        "    x = 1 << 1000\n    for _ in range(9):\n        x = x + 1\n    print(x)\n",
        "    x = n\n    while n:\n        x += 1\n    print(x)\n",
        "    for _ in range(9):\n        D.get(key)\n",
        "    for i in range(9):\n        items[0] = n + i\n",
        "    for i in range(9):\n        print(str(i))\n",
    ],
)
def test_what_may_make_something_collects(tmp_path: Path, body: str) -> None:
    assert collects(tmp_path, body)


@pytest.mark.parametrize(
    "body",
    [
        "    x = 0\n    while items[0]:\n        x += 1\n        items[0] = 0\n",
        "    total = 0.0\n    for i in range(len(items)):\n        total += items[i] * 0.5\n",
        "    for _ in range(9):\n        if T.get('a'):\n            break\n",
    ],
)
def test_what_makes_nothing_does_not(tmp_path: Path, body: str) -> None:
    assert not collects(tmp_path, body)
