"""What an author has written and not kept yet: a filter's source, and a test beside it."""

import keyword
import re
from dataclasses import dataclass, field

from sluice_console.core.errors import FieldError, Invalid, TooLarge
from sluice_console.core.language import tr

MOST_CHARACTERS = 200_000
"""Of all files together."""
MOST_FILES = 10
_FILE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}\.py")
_NO_WORD = re.compile(r"[^a-z0-9_]")


@dataclass(frozen=True, slots=True)
class Draft:
    """`main` is the filter's file; of `others` those called `test_….py` are tests, the rest it may import."""

    main: str
    source: str
    others: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, str]:
        return {**self.others, self.main: self.source}

    @property
    def has_tests(self) -> bool:
        return any(name.startswith("test_") for name in self.others)


def to_draft(main: str, files: dict[str, str]) -> Draft:
    """Raises `Invalid` or `TooLarge` at the field that does not fit."""
    if main not in files:
        raise Invalid.field("main", tr("names none of the files"))
    if len(files) > MOST_FILES:
        raise Invalid.field("files", tr("takes at most %(most)s files", most=MOST_FILES))
    wrong = [name for name in files if not _FILE.fullmatch(name) or keyword.iskeyword(name[:-3])]
    if wrong:
        message = tr(
            "%(name)s is no name for a file here: letters, digits and _, then .py", name=repr(wrong[0][:100])
        )
        raise Invalid.field("files", message)
    size = sum(map(len, files.values()))
    if size > MOST_CHARACTERS:
        said = tr(
            "has %(size)s characters; the editor takes %(most)s",
            size=f"{size:,}",
            most=f"{MOST_CHARACTERS:,}",
        )
        raise TooLarge(tr("The source %(said)s.", said=said), fields=(FieldError("source", said),))
    lined = {name: text.replace("\r\n", "\n").replace("\r", "\n") for name, text in files.items()}
    source = lined.pop(main)
    return Draft(main, source, lined)


def to_file_name(filter_name: str) -> str:
    """`my-filter` is written in `my_filter.py`: a file's name is a module's."""
    stem = _NO_WORD.sub("_", filter_name) or "filter"
    stem = f"_{stem}" if stem[0].isdigit() or keyword.iskeyword(stem) else stem
    return f"{stem}.py"
