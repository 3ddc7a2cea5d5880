"""What /api/filters/check takes and answers."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from sluice_console.features.editor.drafts import MOST_CHARACTERS
from sluice_console.features.schemas import Input, Output

Text = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)]
FileName = Annotated[str, StringConstraints(max_length=104)]


class CheckIn(Input):
    """`files` by their names, of which `main` is the filter's; those called `test_….py` are its tests.

    `build` also makes the module, `test` runs the tests with it, `request` sends it one request in the
    emulated host: a command line of curl, the head of an HTTP request, or an address.
    """

    main: FileName = Field(examples=["gate.py"])
    files: dict[FileName, Text] = Field(
        examples=[{"gate.py": "from sluice import HttpFilter\n\nclass Gate(HttpFilter[None]): ...\n"}]
    )
    build: bool = False
    test: bool = False
    request: Annotated[str, StringConstraints(max_length=65_536)] = ""
    configuration: dict[str, Any] | None = None
    root_id: Annotated[str, StringConstraints(max_length=100)] = ""


class FindingOut(Output):
    """Lines and columns count from 1. `code` is Sluice's, mypy's, or `import` for what the file does when its
    configuration is read. `remedy` and `page`, an address of this console, are empty for mypy's codes.
    """

    file: str
    line: int
    column: int
    severity: str
    code: str
    message: str
    remedy: str
    page: str


class TestOut(Output):
    name: str
    outcome: str
    detail: str


class DeedOut(Output):
    """`lines`: of the source, any of which may have done it."""

    verb: str
    side: str
    name: str
    value: str
    lines: list[int]


class SampleOut(Output):
    """`action` is pass, respond, reset, hold or fail, `status` of its own answer, `reason` why it fails."""

    action: str
    status: int | None
    reason: str
    deeds: list[DeedOut]


class CheckOut(Output):
    """`problem`: why it came to no end, as a limit that was passed. `size` in bytes and `digest` (SHA-256 in
    hex) are of the module, where it was built.
    """

    good: bool
    problem: str
    diagnostics: list[FindingOut]
    size: int | None
    digest: str | None
    tests: list[TestOut]
    sample: SampleOut | None
