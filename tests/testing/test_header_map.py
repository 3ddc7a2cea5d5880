import struct

import pytest

from sluice.testing.abi import Status, StatusError
from sluice.testing.header_map import HeaderMap, decode_pairs, encode_pairs, read_bytes, write_bytes
from sluice.testing.inline_headers import REQUEST

PAIRS = [(b"a", b"1"), (b"b", b""), (b"a", b"\xff\x00")]


def test_names_are_found_in_any_case_and_the_first_value_counts() -> None:
    headers = HeaderMap([(b"Accept", b"x"), (b"accept", b"y")])
    assert headers.get(b"ACCEPT") == b"x"
    assert headers.get_all(b"accept") == [b"x", b"y"]
    assert list(headers) == [(b"accept", b"x"), (b"accept", b"y")]


def test_replacing_drops_all_values_and_appends() -> None:
    headers = HeaderMap([(b"a", b"1"), (b"b", b"2"), (b"a", b"3")])
    headers.replace(b"A", b"4")
    headers.replace(b"c", b"5")
    assert list(headers) == [(b"b", b"2"), (b"a", b"4"), (b"c", b"5")]
    headers.remove(b"A")
    assert list(headers) == [(b"b", b"2"), (b"c", b"5")]


def test_inline_headers_have_one_entry_and_host_is_the_authority() -> None:
    headers = HeaderMap([(b":path", b"/"), (b"Host", b"h"), (b"Accept", b"x"), (b"accept", b"y")], REQUEST)
    assert list(headers) == [(b":path", b"/"), (b":authority", b"h"), (b"accept", b"x,y")]
    headers.replace(b"host", b"other")
    assert list(headers) == [(b":path", b"/"), (b":authority", b"other"), (b"accept", b"x,y")]
    assert headers.get(b"HOST") == b"other"


def test_pairs_have_the_format_of_the_abi() -> None:
    assert encode_pairs([(b"ab", b"c")]) == b"\x01\0\0\0" + b"\x02\0\0\0" + b"\x01\0\0\0" + b"ab\0c\0"
    assert encode_pairs([]) == b""
    assert decode_pairs(encode_pairs(PAIRS)) == PAIRS


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        struct.pack("<I", 5),
        struct.pack("<III", 1, 1, 1) + b"a\0b",
        struct.pack("<III", 1, 0xFFFFFFFF, 1) + b"a\0b\0",
        struct.pack("<III", 1, 1, 1) + b"axb\0",
        encode_pairs([(b"a", b"b")] * 1025),
        encode_pairs([(b"a", b"b" * (1024 * 1024))]),
    ],
)
def test_pairs_that_are_malformed_too_many_or_too_large_are_nothing(data: bytes) -> None:
    assert decode_pairs(data) == []


def test_reading_a_buffer_is_clamped() -> None:
    assert read_bytes(b"hello", 1, 3) == b"ell"
    assert read_bytes(b"hello", 3, 100) == b"lo"
    assert read_bytes(b"hello", 9, 1) == b""
    assert read_bytes(b"hello", 0xFFFFFFFF, 1) == b""
    with pytest.raises(StatusError) as absent:
        read_bytes(None, 0, 1)
    assert absent.value.status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("start", "length", "result"),
    [
        (0, 0, b"++hello"),
        (0, 1, b"++ello"),
        (0, 4, b"++o"),
        (0, 5, b"++"),
        (0, 9, b"++"),
        (5, 0, b"hello++"),
        (9, 1, b"hello++"),
    ],
)
def test_writing_a_buffer_prepends_replaces_or_appends(start: int, length: int, result: bytes) -> None:
    buffer = bytearray(b"hello")
    write_bytes(buffer, start, length, b"++")
    assert buffer == result


@pytest.mark.parametrize(("start", "length"), [(1, 0), (4, 1)])
def test_writing_into_the_middle_is_refused(start: int, length: int) -> None:
    buffer = bytearray(b"hello")
    with pytest.raises(StatusError) as refused:
        write_bytes(buffer, start, length, b"++")
    assert refused.value.status is Status.BAD_ARGUMENT
    assert buffer == b"hello"
