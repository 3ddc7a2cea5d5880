"""What a new filter is begun from: what `sluice new` writes, or a filter that comes with Sluice."""

from functools import cache

from sluice.toolchain.starter import filter_source, filter_test_source, ready_made_filters
from sluice_console.core.errors import Invalid
from sluice_console.core.language import tr
from sluice_console.features.editor.drafts import Draft, to_file_name

STARTER = "starter"
STARTER_CONFIGURATION = '{"plans": {"acme": "gold"}}'
"""What the starter's tests give it too."""


@cache
def _ready_made() -> tuple[str, ...]:
    try:
        return tuple(sorted(path.stem for path in ready_made_filters().glob("*.py")))
    except FileNotFoundError:
        return ()


def list_beginnings() -> tuple[tuple[str, str], ...]:
    """Each by its name and in words, the first one first."""
    first = STARTER, tr("a first filter, as sluice new writes it")
    return first, *((name, f"{name}.py") for name in _ready_made())


def begin_draft(filter_name: str, beginning: str) -> Draft:
    """Raises `Invalid` at `beginning`."""
    main = to_file_name(filter_name)
    stem = main.removesuffix(".py")
    if beginning not in dict(list_beginnings()):
        raise Invalid.field("beginning", tr("is none of those that are offered"))
    if beginning == STARTER:
        return Draft(main, filter_source(stem), {f"test_{main}": filter_test_source(stem)})
    folder = ready_made_filters()
    source = (folder / f"{beginning}.py").read_text(encoding="utf-8")
    test = folder / "tests" / f"test_{beginning}.py"
    others = {}
    if test.is_file():
        text = test.read_text(encoding="utf-8")
        others[f"test_{main}"] = text.replace(f'"{beginning}.py"', f'"{main}"')
    return Draft(main, source, others)
