"""The soak, short: answers like the model's pass, other answers and growing memory do not."""

import shutil
from dataclasses import replace

import pytest
from bench.soak.__main__ import Soak, SoakError, check, describe, run

FLAT = Soak(100, 90, 10, 1.0, 0, "v20", [1 << 20] * 100)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_every_answer_is_the_model_s_and_memory_settles() -> None:
    soak = run(60_000)
    check(soak)
    assert soak.answered > 50_000
    assert "60,000 requests" in describe(soak)


@pytest.mark.parametrize(
    "broken",
    [
        replace(FLAT, answered=89),
        replace(FLAT, logs=1),
        replace(FLAT, sizes=[size << 10 for size in range(1000, 1100 * 64, 64)][:100]),
    ],
)
def test_what_is_wrong_is_said(broken: Soak) -> None:
    check(FLAT)
    with pytest.raises(SoakError):
        check(broken)
