"""Class variables that are the start values of what a filter keeps of a stream."""

import ast
import textwrap

import pytest

from sluice.compiler.frontend.start_values import set_start_values

TIMING = """\
class Timing(HttpFilter[None]):
    started: float = 0.0
    limit: int = -1
    shared: ClassVar[int] = 3

    def on_request_headers(self, request):
        self.started = self.limit = 1
        self.shared = 2
"""


def rewritten(source: str) -> str:
    tree = ast.parse(textwrap.dedent(source))
    set_start_values(tree)
    ast.fix_missing_locations(tree)
    compile(tree, "<test>", "exec")
    return ast.unparse(tree)


def test_they_are_set_when_the_object_is_made() -> None:
    assert rewritten(TIMING).endswith(
        "    def __init__(self) -> None:\n        self.started = 0.0\n        self.limit = -1"
    )


def test_an_init_that_is_there_sets_them_first() -> None:
    source = (
        TIMING
        + '    def __init__(self):\n        """Text."""\n        super().__init__()\n        self.a = 1\n'
    )
    assert rewritten(source).endswith(
        "        super().__init__()\n        self.started = 0.0\n        self.limit = -1\n        self.a = 1"
    )


@pytest.mark.parametrize(
    "more",
    [
        "print(Timing().__dict__)",
        "print(vars(Timing()))",
        "setattr(Timing, name, 1)",
        "Timing.started = Timing.limit = 1",
        "kind = Timing\nkind.started = kind.limit = 1",
        "del Timing.started, Timing.limit",
    ],
)
def test_they_stay_where_somebody_could_tell(more: str) -> None:
    assert "__init__" not in rewritten(TIMING + more + "\n")


def test_other_classes_and_values_stay() -> None:
    assert "__init__" not in rewritten(TIMING.replace("HttpFilter[None]", "Other"))
    assert "__init__" not in rewritten(TIMING.replace("0.0", "now()").replace("-1", "[]"))
    assert "__init__" not in rewritten(TIMING.replace("self.started = self.limit", "other"))
