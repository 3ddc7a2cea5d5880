"""`import sluice` under CPython: names come when they are asked for."""

import subprocess
import sys

import pytest

import sluice
from sluice.api import offered

PUBLIC = [name for name in vars(offered) if not name.startswith("_")]


def test_every_name_is_there() -> None:
    assert {name: getattr(sluice, name) for name in PUBLIC} == {name: vars(offered)[name] for name in PUBLIC}
    assert set(PUBLIC) < set(dir(sluice))
    found: dict[str, object] = {}
    exec("from sluice import *", found)
    assert found.keys() - {"__builtins__"} == set(PUBLIC)


def test_others_are_not() -> None:
    for name in ("nothing", "_private", "__wrapped__"):
        assert not hasattr(sluice, name)
    with pytest.raises(ImportError, match="cannot import name 'nothing' from 'sluice'"):
        exec("from sluice import nothing")


def test_the_command_starts_without() -> None:
    said = "import sys, sluice.cli.resident.client; print([each for each in sys.modules if '.api' in each])"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
