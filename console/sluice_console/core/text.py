"""Which texts every database takes."""


def is_storable(value: str) -> bool:
    """No NUL, which PostgreSQL refuses, and no half of a surrogate pair, which UTF-8 cannot write."""
    return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)
