"""The reference in docs/ is what the docstrings say, and every public name has one."""

from collections.abc import Iterator

import pytest
from tests.docs import api_reference, command_reference
from tests.docs.api_reference import FOR_THE_HOST, PAGES, Page
from tests.docs.source_reading import Class, Constant, Item


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.file.name)
def test_the_page_is_what_the_docstrings_say(page: Page) -> None:
    assert page.file.read_text() == api_reference.render(page), "run `make reference`"


def test_the_page_of_commands_is_what_their_help_says() -> None:
    assert command_reference.FILE.read_text() == command_reference.render(), "run `make reference`"


def test_the_schema_of_the_configuration_is_what_the_console_takes() -> None:
    assert api_reference.SCHEMA.read_text() == api_reference.configuration_schema(), "run `make reference`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.file.name)
def test_every_public_name_is_shown_and_says_what_it_is(page: Page) -> None:
    found = [entry for section in api_reference.sections(page.package) for entry in section.entries]
    public = {name for _, name in api_reference.exports(page.package) if name}
    assert public <= {entry.name for entry in found}
    silent = [name for entry in found for name in undocumented(entry.name, entry.item)]
    assert not silent, "say what it is, its unit and what it raises"


def undocumented(name: str, item: Item) -> Iterator[str]:
    match item:
        case Constant():
            return
        case Class(bases=("IntEnum",)):
            return
        case Class(doc=doc, methods=methods):
            inner = [method for method in methods if f"{item.name}.{method.name}" not in FOR_THE_HOST]
            yield from (f"{name}.{method.name}" for method in inner if not method.doc)
        case _:
            doc = item.doc
    if not doc:
        yield name
