"""HTTP/2 frame by frame, for what no client library sends: METADATA frames (type 0x4d of Envoy's
`source/docs/h2_metadata.md`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, METADATA = 0, 1, 4, 0x4D
END_STREAM, ACK, END_HEADERS = 1, 1, 4
END_METADATA = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as it travels (RFC 9113, section 4.1)."""

    kind: int
    stream: int = 0
    flags: int = 0
    payload: bytes = b""

    def __bytes__(self) -> bytes:
        head = len(self.payload).to_bytes(3, "big") + bytes([self.kind, self.flags])
        return head + self.stream.to_bytes(4, "big") + self.payload


def block(pairs: Sequence[tuple[str, str]]) -> bytes:
    """Literal header fields that are never indexed (RFC 7541, section 6.2.3), names and values up to 126
    bytes.
    """
    return b"".join(b"\x10" + b"".join(bytes([len(text)]) + text.encode() for text in pair) for pair in pairs)


async def read_frames(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> AsyncIterator[Frame]:
    """What the peer sends until it ends the connection; its settings are taken."""
    while True:
        try:
            head = await reader.readexactly(9)
            payload = await reader.readexactly(int.from_bytes(head[:3], "big"))
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        frame = Frame(head[3], int.from_bytes(head[5:], "big"), head[4], payload)
        if frame.kind == SETTINGS and not frame.flags & ACK:
            writer.write(bytes(Frame(SETTINGS, flags=ACK)))
        yield frame
