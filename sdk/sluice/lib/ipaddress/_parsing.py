"""How an address is written, and the number that it stands for."""

_DIGITS = "0123456789"
_HEX_DIGITS = "0123456789abcdefABCDEF"


class AddressValueError(ValueError):
    """Not an address."""


class NetmaskValueError(ValueError):
    """Not a netmask."""


def v4_int_to_packed(address: int) -> bytes:
    """Four bytes."""
    try:
        return address.to_bytes(4, "big")
    except OverflowError:
        raise ValueError("Address negative or too large for IPv4") from None


def v6_int_to_packed(address: int) -> bytes:
    """Sixteen bytes."""
    try:
        return address.to_bytes(16, "big")
    except OverflowError:
        raise ValueError("Address negative or too large for IPv6") from None


def parse_v4(text: str) -> int:
    """The number of a dotted address."""
    if not text:
        raise AddressValueError("Address cannot be empty")
    octets = text.split(".")
    if len(octets) != 4:
        raise AddressValueError(f"Expected 4 octets in {text!r}")
    found = 0
    for octet in octets:
        found = found * 256 + _octet(octet, text)
    return found


def _octet(octet: str, text: str) -> int:
    if not octet:
        raise AddressValueError(f"Empty octet not permitted in {text!r}")
    if not (octet.isascii() and octet.isdigit()):
        raise AddressValueError(f"Only decimal digits permitted in {octet!r} in {text!r}")
    if len(octet) > 3:
        raise AddressValueError(f"At most 3 characters permitted in {octet!r} in {text!r}")
    if octet != "0" and octet[0] == "0":
        raise AddressValueError(f"Leading zeros are not permitted in {octet!r} in {text!r}")
    number = int(octet)
    if number > 255:
        raise AddressValueError(f"Octet {number} (> 255) not permitted in {text!r}")
    return number


def show_v4(number: int) -> str:
    """Four numbers with dots."""
    return f"{number >> 24}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}"


def parse_v6(text: str) -> int:
    """The number of an address with colons."""
    if not text:
        raise AddressValueError("Address cannot be empty")
    parts = text.split(":")
    if len(parts) < 3:
        raise AddressValueError(f"At least 3 parts expected in {text!r}")
    if "." in parts[-1]:
        try:
            last = parse_v4(parts.pop())
        except AddressValueError as error:
            raise AddressValueError(f"{error} in {text!r}") from None
        parts.append(f"{(last >> 16) & 0xFFFF:x}")
        parts.append(f"{last & 0xFFFF:x}")
    if len(parts) > 9:
        raise AddressValueError(f"At most 8 colons permitted in {text!r}")
    skip = -1
    for place in range(1, len(parts) - 1):
        if not parts[place]:
            if skip >= 0:
                raise AddressValueError(f"At most one '::' permitted in {text!r}")
            skip = place
    if skip >= 0:
        high, low = _around_gap(parts, skip, text)
    else:
        high, low = _without_gap(parts, text), 0
    found = 0
    for place in range(high):
        found = (found << 16) | _hextet(parts[place], text)
    found <<= 16 * (8 - high - low)
    for place in range(len(parts) - low, len(parts)):
        found = (found << 16) | _hextet(parts[place], text)
    return found


def _around_gap(parts: list[str], skip: int, text: str) -> tuple[int, int]:
    high = skip
    low = len(parts) - skip - 1
    if not parts[0]:
        high -= 1
        if high:
            raise AddressValueError(f"Leading ':' only permitted as part of '::' in {text!r}")
    if not parts[-1]:
        low -= 1
        if low:
            raise AddressValueError(f"Trailing ':' only permitted as part of '::' in {text!r}")
    if 8 - (high + low) < 1:
        raise AddressValueError(f"Expected at most 7 other parts with '::' in {text!r}")
    return high, low


def _without_gap(parts: list[str], text: str) -> int:
    if len(parts) != 8:
        raise AddressValueError(f"Exactly 8 parts expected without '::' in {text!r}")
    if not parts[0]:
        raise AddressValueError(f"Leading ':' only permitted as part of '::' in {text!r}")
    if not parts[-1]:
        raise AddressValueError(f"Trailing ':' only permitted as part of '::' in {text!r}")
    return 8


def _hextet(part: str, text: str) -> int:
    if not all([each in _HEX_DIGITS for each in part]):
        raise AddressValueError(f"Only hex digits permitted in {part!r} in {text!r}")
    if len(part) > 4:
        raise AddressValueError(f"At most 4 characters permitted in {part!r} in {text!r}")
    return int(part, 16)


def show_v6(number: int) -> str:
    """Hexadecimal parts; the longest run of zeros as `::`."""
    parts = [(number >> shift) & 0xFFFF for shift in range(112, -1, -16)]
    best, size = -1, 1
    place = 0
    while place < 8:
        end = place
        while end < 8 and parts[end] == 0:
            end += 1
        if end - place > size:
            best, size = place, end - place
        place = max(end, place + 1)
    texts = [f"{each:x}" for each in parts]
    if best < 0:
        return ":".join(texts)
    return ":".join(texts[:best]) + "::" + ":".join(texts[best + size :])


def explode_v6(number: int) -> str:
    """Eight parts of four digits."""
    digits = f"{number:032x}"
    return ":".join([digits[place : place + 4] for place in range(0, 32, 4)])


def prefix_from_digits(text: str, bits: int) -> int:
    """A prefix length from its decimal digits."""
    if text.isascii() and text.isdigit():
        number = int(text)
        if number <= bits:
            return number
    raise NetmaskValueError(f"{text!r} is not a valid netmask")


def prefix_from_mask(text: str) -> int:
    """A prefix length from a dotted mask: ones and then zeros, or the other way round."""
    try:
        mask = parse_v4(text)
    except AddressValueError:
        raise NetmaskValueError(f"{text!r} is not a valid netmask") from None
    for each in (mask, mask ^ 0xFFFFFFFF):
        zeros = 0
        while zeros < 32 and not (each >> zeros) & 1:
            zeros += 1
        if each == 0xFFFFFFFF >> zeros << zeros:
            return 32 - zeros
    raise NetmaskValueError(f"{text!r} is not a valid netmask")
