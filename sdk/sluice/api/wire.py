"""Text as it travels: bytes that are not UTF-8 become lone surrogates and back, and names fold as HTTP's do.

A module has these built in; what stands here is what they do under CPython.
"""

_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def header_name(name: str) -> str:
    """The name of a header in lower case. Only ASCII letters have one: `header_name("X-É")` is `"x-É"`."""
    return name.translate(_LOWER)


def substitute(text: str, old: str, new: str) -> str:
    """The text with one ASCII character for another, both given as strs of length 1."""
    return text.replace(old, new)


def holds_breaks(text: str) -> bool:
    """Whether CR, LF or NUL is in the text, which would end a header: `holds_breaks("a\\nb")` is True."""
    return "\n" in text or "\r" in text or "\0" in text


def encode(text: str) -> bytes:
    """UTF-8; surrogates that stand for bytes become those bytes again, others raise `ValueError`."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise ValueError(f"the lone surrogate at {error.start} stands for no byte") from None


def decode(data: bytes) -> str:
    """The reverse of `encode`; takes any bytes."""
    return data.decode("utf-8", "surrogateescape")


def decode_strictly(data: bytes) -> str | None:
    """The text; None when it is not UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
