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


def check_header(name: str, value: str) -> None:
    """Refuse what would let a value write further headers: proxies do not check it themselves."""
    if name == "" or _holds_breaks(name) or _holds_breaks(value):
        raise ValueError(f"header {name}: empty, or CR, LF or NUL in it")


def header_pairs(headers: dict[str, str]) -> list[tuple[str, str]]:
    """Names in lower case and values, checked."""
    for name, value in headers.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise TypeError("names and values of headers are strs")
        check_header(name, value)
    return [(header_name(name), value) for name, value in headers.items()]


def series_name(metric: str, labels: tuple[str, ...], values: dict[str, str], instead: str) -> str:
    """The name of one statistic: `series_name("denied", ("why",), {"why": "old"}, "")` is `"denied;why=old"`.

    `instead`: if not empty, the value of every label.
    """
    name = metric
    for label in labels:
        value = values.get(label)
        if not isinstance(value, str):
            raise TypeError(f"metric {metric} needs the label {label}, a str")
        name += f";{label}={(instead or value).replace(';', '_')}"
    if len(values) > len(labels):
        raise TypeError(f"metric {metric} has {len(labels)} labels, not {len(values)}")
    return name


def _holds_breaks(text: str) -> bool:
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
