"""Which texts every database takes, and how one is looked for."""

import re

_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(value: str) -> bool:
    """No NUL, which PostgreSQL refuses, and no half of a surrogate pair, which UTF-8 cannot write."""
    return _NOT_STORABLE.search(value) is None


def part_of(text: str) -> str:
    """The pattern of LIKE for whatever has the text in it, with `/` as its escape.

    SQLAlchemy's `contains` lets the database put it together anew for each row.

    >>> part_of("50%")
    '%50/%%'
    """
    return "%" + re.sub(r"[/%_]", r"/\g<0>", text) + "%"
