"""`base64`: bytes as text in base 16, 32, 64 and 85."""

import binascii
from typing import Any

import _sluice_base64

_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BASE32_HEX = b"0123456789ABCDEFGHIJKLMNOPQRSTUV"
_BASE85 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"


def _decodable(data: Any) -> bytes:
    """The bytes of what a decoder takes: an ASCII str or anything like bytes."""
    if isinstance(data, str):
        if not data.isascii():
            raise ValueError("string argument should contain only ASCII characters")
        return data.encode()
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray):
        return bytes(data)
    raise TypeError(f"argument should be a bytes-like object or ASCII string, not '{type(data).__name__}'")


def _encodable(data: Any) -> bytes:
    """The bytes of what an encoder takes: anything like bytes."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray):
        return bytes(data)
    raise TypeError(f"memoryview: a bytes-like object is required, not '{type(data).__name__}'")


def b64encode(s: Any, altchars: Any = None) -> bytes:
    """Base 64; `altchars`: two characters instead of `+` and `/`."""
    encoded = binascii.b2a_base64(s, newline=False)
    if altchars is None:
        return encoded
    assert len(altchars) == 2, repr(altchars)
    return encoded.translate(bytes.maketrans(b"+/", altchars))


def b64decode(s: Any, altchars: Any = None, validate: bool = False) -> bytes:
    """The bytes; `validate`: other characters are an error instead of being skipped."""
    if altchars is None:
        return binascii._base64_bytes(_sluice_base64.decode(s, bool(validate), 1))
    text = _decodable(s)
    other = _decodable(altchars)
    assert len(other) == 2, repr(other)
    text = text.translate(bytes.maketrans(other, b"+/"))
    return binascii.a2b_base64(text, strict_mode=validate)


def standard_b64encode(s: Any) -> bytes:
    """Base 64 with the standard alphabet."""
    return b64encode(s)


def standard_b64decode(s: Any) -> bytes:
    """The bytes of base 64 with the standard alphabet."""
    return b64decode(s)


def urlsafe_b64encode(s: Any) -> bytes:
    """Base 64 with `-` and `_` instead of `+` and `/`."""
    return b64encode(s).translate(bytes.maketrans(b"+/", b"-_"))


def urlsafe_b64decode(s: Any) -> bytes:
    """The bytes of base 64 with `-` and `_`."""
    return binascii._base64_bytes(_sluice_base64.decode(s, False, 2))


def encodebytes(s: Any) -> bytes:
    """Base 64 in lines of 76 characters."""
    given = _encodable_text(s)
    found = bytearray()
    for at in range(0, len(given), 57):
        found += binascii.b2a_base64(given[at : at + 57])
    return bytes(found)


def decodebytes(s: Any) -> bytes:
    """The bytes of base 64 in lines."""
    return binascii.a2b_base64(_encodable_text(s))


def _encodable_text(s: Any) -> bytes:
    if isinstance(s, bytes):
        return s
    if isinstance(s, bytearray):
        return bytes(s)
    raise TypeError(f"expected bytes-like object, not {type(s).__name__}")


def _encode32(alphabet: bytes, s: Any) -> bytes:
    given = _encodable(s)
    missing = -len(given) % 5
    padded = given + bytes(missing)
    found = bytearray()
    for at in range(0, len(padded), 5):
        group = int.from_bytes(padded[at : at + 5], "big")
        for shift in range(35, -1, -5):
            found.append(alphabet[(group >> shift) & 31])
    pads = (0, 1, 3, 4, 6)[missing]
    if pads:
        found[-pads:] = b"=" * pads
    return bytes(found)


def _decode32(alphabet: bytes, s: Any, casefold: bool, map01: Any) -> bytes:
    text = _decodable(s)
    if len(text) % 8:
        raise binascii.Error("Incorrect padding")
    if map01 is not None:
        letter = _decodable(map01)
        assert len(letter) == 1, repr(letter)
        text = text.translate(bytes.maketrans(b"01", b"O" + letter))
    if casefold:
        text = text.upper()
    digits = text.rstrip(b"=")
    pads = len(text) - len(digits)
    found = bytearray()
    group = 0
    for at in range(0, len(digits), 8):
        part = digits[at : at + 8]
        group = 0
        for code in part:
            value = alphabet.find(code)
            if value < 0:
                raise binascii.Error("Non-base32 digit found")
            group = (group << 5) | value
        if len(part) == 8:
            found += group.to_bytes(5, "big")
    if len(text) % 8 or pads not in (0, 1, 3, 4, 6):
        raise binascii.Error("Incorrect padding")
    if pads and digits:
        whole = (group << (5 * pads)).to_bytes(5, "big")
        found += whole[: (43 - 5 * pads) // 8]
    return bytes(found)


def b32encode(s: Any) -> bytes:
    """Base 32."""
    return _encode32(_BASE32, s)


def b32decode(s: Any, casefold: bool = False, map01: Any = None) -> bytes:
    """The bytes of base 32; `map01`: the letter that the digit 1 stands for."""
    return _decode32(_BASE32, s, casefold, map01)


def b32hexencode(s: Any) -> bytes:
    """Base 32 with the alphabet of extended hexadecimal digits."""
    return _encode32(_BASE32_HEX, s)


def b32hexdecode(s: Any, casefold: bool = False) -> bytes:
    """The bytes of base 32 with extended hexadecimal digits."""
    return _decode32(_BASE32_HEX, s, casefold, None)


def b16encode(s: Any) -> bytes:
    """Hexadecimal digits in upper case."""
    return binascii.hexlify(s).upper()


def b16decode(s: Any, casefold: bool = False) -> bytes:
    """The bytes of hexadecimal digits; lower case only with `casefold`."""
    text = _decodable(s)
    if casefold:
        text = text.upper()
    for code in text:
        if not (48 <= code <= 57 or 65 <= code <= 70):
            raise binascii.Error("Non-base16 digit found")
    return binascii.unhexlify(text)


def _encode85(given: bytes, alphabet: bytes, pad: bool, zeros: bool, spaces: bool) -> bytearray:
    missing = -len(given) % 4
    padded = given + bytes(missing)
    found = bytearray()
    for at in range(0, len(padded), 4):
        group = int.from_bytes(padded[at : at + 4], "big")
        if zeros and group == 0:
            found.append(122)
        elif spaces and group == 0x20202020:
            found.append(121)
        else:
            for power in (52200625, 614125, 7225, 85, 1):
                found.append(alphabet[group // power % 85])
    if missing and not pad:
        if found[-1] == 122 and zeros:
            found[-1:] = bytes([alphabet[0]]) * 5
        del found[-missing:]
    return found


def a85encode(
    b: Any, *, foldspaces: bool = False, wrapcol: int = 0, pad: bool = False, adobe: bool = False
) -> bytes:
    """Ascii85; `foldspaces`: four spaces become `y`; `adobe`: between `<~` and `~>`."""
    alphabet = bytes(range(33, 118))
    found = _encode85(_encodable(b), alphabet, pad, True, foldspaces)
    if adobe:
        found = bytearray(b"<~" + found)
    if wrapcol:
        width = max(2 if adobe else 1, wrapcol)
        lines = [bytes(found[at : at + width]) for at in range(0, len(found), width)]
        if adobe and (not lines or len(lines[-1]) + 2 > width):
            lines.append(b"")
        found = bytearray(b"\n".join(lines))
    if adobe:
        found += b"~>"
    return bytes(found)


def a85decode(
    b: Any, *, foldspaces: bool = False, adobe: bool = False, ignorechars: Any = b" \t\n\r\v"
) -> bytes:
    """The bytes of Ascii85."""
    text = _decodable(b)
    if adobe:
        if not text.endswith(b"~>"):
            raise ValueError("Ascii85 encoded byte sequences must end with b'~>'")
        text = text[2:-2] if text.startswith(b"<~") else text[:-2]
    found = bytearray()
    digits: list[int] = []
    for code in text + b"uuuu":
        if 33 <= code <= 117:
            digits.append(code)
            if len(digits) == 5:
                group = 0
                for each in digits:
                    group = group * 85 + each - 33
                if group > 0xFFFFFFFF:
                    raise ValueError("Ascii85 overflow")
                found += group.to_bytes(4, "big")
                digits.clear()
        elif code == 122:
            if digits:
                raise ValueError("z inside Ascii85 5-tuple")
            found += b"\0\0\0\0"
        elif foldspaces and code == 121:
            if digits:
                raise ValueError("y inside Ascii85 5-tuple")
            found += b"    "
        elif code not in ignorechars:
            raise ValueError(f"Non-Ascii85 digit found: {chr(code)}")
    missing = 4 - len(digits)
    if missing:
        del found[len(found) - missing :]
    return bytes(found)


def b85encode(b: Any, pad: bool = False) -> bytes:
    """Base 85 as git writes it."""
    return bytes(_encode85(_encodable(b), _BASE85, pad, False, False))


def b85decode(b: Any) -> bytes:
    """The bytes of base 85 as git writes it."""
    text = _decodable(b)
    missing = -len(text) % 5
    padded = text + b"~" * missing
    found = bytearray()
    for at in range(0, len(padded), 5):
        group = 0
        for place in range(at, at + 5):
            value = _BASE85.find(padded[place])
            if value < 0:
                raise ValueError(f"bad base85 character at position {place}")
            group = group * 85 + value
        if group > 0xFFFFFFFF:
            raise ValueError(f"base85 overflow in hunk starting at byte {at}")
        found += group.to_bytes(4, "big")
    if missing:
        del found[len(found) - missing :]
    return bytes(found)
