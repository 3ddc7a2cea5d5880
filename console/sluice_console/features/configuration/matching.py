"""Which row is meant by which object of the document.

Objects with names of their own are found by them. A filter may be attached twice in one place, by hand and by
several files, so that attachments are told apart by whose they are: a document's are the rows of its owner,
equal ones first, then in the order in which requests pass them. A row that nobody keeps is adopted only
where it is just as the document says; what another file keeps is never changed, and taken over only when that
is said and it is equal.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sluice_console.features.attachments.configuration import to_text
from sluice_console.features.configuration.documents import Names
from sluice_console.features.configuration.kinds import Kind, name_of, name_of_row, numbered
from sluice_console.features.configuration.schemas import AttachmentItem, ConfigurationIn


@dataclass(frozen=True, slots=True)
class Placed:
    """An object of the document, where in it (`routes.3`), and the row that it is about, if there is one."""

    name: str
    number: int
    item: BaseModel
    row: Any | None = None


def place(
    kind: Kind[Any, Any], items: Sequence[Any], rows: Iterable[Any], names: Names, wanted: ConfigurationIn
) -> list[Placed]:
    """The objects of one kind, in the order of the document."""
    if kind.sort is None:
        by_name = {name_of_row(row): row for row in rows}
        return [
            Placed(name_of(item), number, item, by_name.get(name_of(item)))
            for number, item in enumerate(items)
        ]
    sort = kind.sort
    ordered = sorted(enumerate(items), key=lambda each: sort(each[1]))
    shown = numbered([name_of(item) for _, item in ordered])
    places: dict[str, list[Placed]] = {}
    for name, (number, item) in zip(shown, ordered, strict=True):
        places.setdefault(name_of(item), []).append(Placed(name, number, item))
    there: dict[str, list[tuple[Any, Any]]] = {}
    for item, row in sorted(((kind.read(row, names), row) for row in rows), key=lambda each: sort(each[0])):
        there.setdefault(name_of_row(row), []).append((item, row))
    return [each for name, placed in places.items() for each in _pair(placed, there.get(name, []), wanted)]


def name_rows(kind: Kind[Any, Any], rows: Sequence[Any], names: Names) -> list[tuple[str, Any]]:
    """Rows with the names by which differences speak of them."""
    sort = kind.sort
    ordered = rows if sort is None else sorted(rows, key=lambda row: sort(kind.read(row, names)))
    return list(zip(numbered([name_of_row(row) for row in ordered]), ordered, strict=True))


def _pair(
    placed: Sequence[Placed], there: Sequence[tuple[Any, Any]], wanted: ConfigurationIn
) -> list[Placed]:
    """Of one filter at one place: each object with a row of its own, or none."""
    own = [each for each in there if each[1].owner == wanted.owner]
    others = [each for each in there if each[1].owner != wanted.owner]
    others.sort(key=lambda each: bool(each[1].owner))  # what nobody keeps comes first
    taken: set[str] = set()
    found = _pair_equal(placed, own, taken)
    left = [row for _, row in own if row.id not in taken]
    found |= zip((each.number for each in placed if each.number not in found), left, strict=False)
    found |= _pair_equal([each for each in placed if each.number not in found], others, taken)
    return [Placed(each.name, each.number, each.item, found.get(each.number)) for each in placed]


def _pair_equal(
    placed: Sequence[Placed], there: Sequence[tuple[Any, Any]], taken: set[str]
) -> dict[int, Any]:
    """By the number of the object. An object without a version is equal to any version of its filter."""
    equal: dict[Hashable, list[Any]] = {}
    for item, row in reversed(there):
        for filter_ in (item.filter, item.filter.partition("@")[0]):
            equal.setdefault(_key(item, filter_), []).append(row)
    found: dict[int, Any] = {}
    for each in placed:
        assert isinstance(each.item, AttachmentItem)
        rows = equal.get(_key(each.item, each.item.filter), [])
        while rows and each.number not in found:
            row = rows.pop()
            if row.id not in taken:
                found[each.number] = row
                taken.add(row.id)
    return found


def _key(item: AttachmentItem, filter_: str) -> Hashable:
    return filter_, item.order, to_text(item.configuration)
