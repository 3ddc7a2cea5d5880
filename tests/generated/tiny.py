"""Tiny programs that do one thing: `python -m tests.generated.tiny [--programs 5000] [--seed N] [--small] [--all]`.

The linker leaves out of the runtime what a program does not need. Where it leaves out too much, a long program
hides it, since something else there needs the same. A program here makes one value, gets at it in one way and
uses it once, or puts a value of one type into one place that says the type. Each is compiled alone and compared
with CPython: what it prints, the last line of a traceback, the status. What differs is printed with the program,
and the run ends with status 1; where the module raised an exception that CPython did not, only with `--all`.

The parts stand in `tiny_parts.txt`: `¦` between those of a line, `⏎` for the end of a program's line.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.generated.build import run_batch

from sluice.compiler.diagnostics import CompileError
from sluice.toolchain.scripts import TRAPPED

_SECTION = re.compile(r"^== (\w+)\n", re.MULTILINE)
_LIMIT_OF_CPYTHON = 60
_ADDRESS = re.compile(r"0x[0-9a-f]{4,}>")
_SUGGESTION = re.compile(r"\. Did you mean: .*")


def _read_parts() -> dict[str, list[str]]:
    _, *found = _SECTION.split(Path(__file__).with_name("tiny_parts.txt").read_text(encoding="utf-8"))
    parts: dict[str, list[str]] = {}
    for name, text in zip(found[::2], found[1::2], strict=True):
        items = [each for line in text.splitlines() for each in line.split(" ¦ ")]
        parts[name] = [each.replace("⏎", "\n") for each in items]
    return parts


_PARTS = _read_parts()
_MODULES = {
    name: module
    for line in _PARTS["imports"]
    for module, _, names in [line.partition(": ")]
    for name in names.split()
}
"""Where each name that programs use comes from; modules from themselves."""
_CLASSES = {
    re.findall(r"^(?:class|def) (\w+)", each, re.MULTILINE)[-1]: each for each in _PARTS["definitions"]
}
"""By the name of the last class in a text."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A program that does not do the same, and what came of it on either."""

    source: str
    expected: str
    actual: str
    raised: bool
    """The module ended in an exception: nobody takes that for a result."""

    def __str__(self) -> str:
        return f"{self.source}  CPython: {self.expected}\n  Wasm:    {self.actual}\n"


def make_program(seed: int) -> str:
    """One value, one way to it, one use of it; every other program says a type."""
    random = Random(seed)
    if seed % 2:
        kind, _, value = random.choice(_PARTS["kinds"]).partition(" := ")
        return _complete(random.choice(_PARTS["typed"]), kind, value)
    value = random.choice(_PARTS[random.choice(("values", "made"))])
    way, use = random.choice(_PARTS["ways"]), random.choice(_PARTS["uses"])
    return _complete(f"{way.replace('«»', value)}\n{use}", "", "")


def _complete(body: str, kind: str, value: str) -> str:
    """A program behind the classes and the imports that it needs."""
    for name, text in _CLASSES.items():
        if re.search(rf"\b{name}\b", body):
            body = f"{text}\n{body}"
    bare = re.split(r"\W", kind, maxsplit=1)[0]
    body = body.replace("«kind»", kind).replace("«class»", bare).replace("«value»", value)
    words = set(re.findall(r"(?<![.\w])\w+", body))
    used = [(module, name) for name, module in _MODULES.items() if name in words]
    imports = (f"import {each}" if each == name else f"from {each} import {name}" for each, name in used)
    return "\n".join([*imports, body, ""])


def _outcome(stdout: str, stderr: str, status: int) -> str:
    last = _SUGGESTION.sub("", stderr.rstrip("\n").rpartition("\n")[2]) if status else ""
    return _ADDRESS.sub("0x…>", repr((stdout, last, status)))


def _on_cpython(source: str) -> str:
    command = [sys.executable, "-X", "utf8", "-W", "ignore", "-c", source]
    done = subprocess.run(command, capture_output=True, check=False, timeout=_LIMIT_OF_CPYTHON)
    stdout, stderr = (each.decode("utf-8", "surrogatepass") for each in (done.stdout, done.stderr))
    return _outcome(stdout, stderr, done.returncode)


def compare(source: str, *, small: bool = False) -> Difference | None:
    """None: both did the same, or the program was refused. `small`: with the runtime of filters."""
    raised = False
    try:
        stdout, stderr, status = run_batch(source, small=small)
        actual, raised = _outcome(stdout, stderr, status), status not in (0, TRAPPED)
    except CompileError:
        return None
    except Exception as error:  # whatever it is, the program is what shows it
        actual = f"{type(error).__name__}: {str(error)[:600]}"
    expected = _on_cpython(source)
    return None if actual == expected else Difference(source, expected, actual, raised)


def compare_all(seeds: range, *, small: bool = False) -> Iterator[Difference]:
    for seed in seeds:
        found = compare(make_program(seed), small=small)
        if found is not None:
            yield found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="of the first program")
    parser.add_argument("--small", action="store_true", help="with the runtime of filters")
    parser.add_argument("--all", action="store_true", help="exceptions that CPython does not raise, too")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.programs)
    differ = 0
    for found in compare_all(seeds, small=options.small):
        if options.all or not found.raised:
            differ += 1
            print(found, flush=True)
    print(f"{options.programs} programs, {differ} differ")
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
