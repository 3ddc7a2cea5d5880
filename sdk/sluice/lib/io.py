"""`io`: text and bytes in memory. There are no files."""

from collections.abc import Iterable, Iterator
from typing import Any, Self

SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2
DEFAULT_BUFFER_SIZE = 8192


class UnsupportedOperation(OSError, ValueError):
    """What a stream cannot do."""


class _Memory:
    """Contents that grow at the end are kept in parts until somebody looks."""

    def __init__(self, initial: Any, empty: Any) -> None:
        self._whole: Any = initial
        self._parts: list[Any] = []
        self._size = len(initial)
        self._place = 0
        self._empty: Any = empty
        self.closed = False

    def _check(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file")

    def _joined(self) -> Any:
        if self._parts:
            self._whole = self._empty.join([self._whole, *self._parts])
            self._parts = []
        return self._whole

    def _put(self, data: Any, filler: Any) -> int:
        place, count = self._place, len(data)
        if place == self._size:
            self._parts.append(data)
        elif count:
            whole = self._joined()
            gap = filler * (place - self._size)
            self._whole = whole[:place] + gap + data + whole[place + count :]
        else:
            return 0
        self._place = place + count
        self._size = max(self._size, self._place)
        return count

    def _take(self, size: Any) -> Any:
        self._check()
        end = self._size if size is None or size < 0 else self._place + size
        data = self._joined()[self._place : end]
        self._place += len(data)
        return data

    def _take_line(self, size: Any, end: Any) -> Any:
        self._check()
        whole = self._joined()
        found = whole.find(end, self._place)
        stop = self._size if found < 0 else found + 1
        if size is not None and size >= 0:
            stop = min(stop, self._place + size)
        line = whole[self._place : stop]
        self._place += len(line)
        return line

    def readline(self, size: Any = -1, /) -> Any:
        """Up to and with the next line end."""
        raise NotImplementedError

    def write(self, data: Any, /) -> int:
        """Put data at the place, over what is there."""
        raise NotImplementedError

    def getvalue(self) -> Any:
        """Everything, wherever the place is."""
        self._check()
        return self._joined()

    def read(self, size: Any = -1, /) -> Any:
        """What follows the place, up to `size`."""
        return self._take(size)

    def readlines(self, hint: Any = -1, /) -> list[Any]:
        """The lines that follow, until they have `hint` characters together."""
        lines = []
        count = 0
        for line in self:
            lines.append(line)
            count += len(line)
            if hint is not None and 0 < hint <= count:
                break
        return lines

    def writelines(self, lines: Iterable[Any], /) -> None:
        """Write several, with nothing between them."""
        self._check()
        for line in lines:
            self.write(line)

    def tell(self) -> int:
        """The place."""
        self._check()
        return self._place

    def truncate(self, size: Any = None, /) -> int:
        """Drop what stands behind `size`, or behind the place."""
        self._check()
        size = self._place if size is None else size
        if size < 0:
            raise ValueError(f"Negative size value {size}")
        if size < self._size:
            self._whole = self._joined()[:size]
            self._size = size
        return int(size)

    def close(self) -> None:
        """Nothing can be read or written any more."""
        self.closed = True

    def flush(self) -> None:
        """Nothing: there is no file."""
        self._check()

    def isatty(self) -> bool:
        """False: no terminal."""
        self._check()
        return False

    def readable(self) -> bool:
        """True."""
        self._check()
        return True

    def writable(self) -> bool:
        """True."""
        self._check()
        return True

    def seekable(self) -> bool:
        """True."""
        self._check()
        return True

    def __iter__(self) -> Iterator[Any]:
        self._check()
        return self

    def __next__(self) -> Any:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __enter__(self) -> Self:
        self._check()
        return self

    def __exit__(self, *details: Any) -> None:
        self.close()


class StringIO(_Memory):
    """Text in memory that reads and writes like a file. Line ends stay as they are."""

    def __init__(self, initial_value: Any = "", newline: Any = "\n") -> None:
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError(f"initial_value must be str or None, not {type(initial_value).__name__}")
        if newline not in ("", "\n"):
            raise NotImplementedError("newline is '' or '\\n'")
        super().__init__(initial_value or "", "")

    def write(self, data: Any, /) -> int:
        """Put text at the place, over what is there; gives the number of characters."""
        if not isinstance(data, str):
            raise TypeError(f"string argument expected, got '{type(data).__name__}'")
        self._check()
        return self._put(data, "\0")

    def readline(self, size: Any = -1, /) -> Any:
        """Up to and with the next line end, or up to `size` characters."""
        return self._take_line(size, "\n")

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place: from the start, or to the place itself or the end."""
        self._check()
        if whence not in (0, 1, 2):
            raise ValueError(f"Invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == 0 and offset < 0:
            raise ValueError(f"Negative seek position {offset}")
        if whence != 0 and offset != 0:
            raise OSError("Can't do nonzero cur-relative seeks")
        if whence != 1:
            self._place = offset if whence == 0 else self._size
        return self._place


class BytesIO(_Memory):
    """Bytes in memory that read and write like a file."""

    def __init__(self, initial_bytes: Any = b"") -> None:
        if initial_bytes is not None and not isinstance(initial_bytes, (bytes, bytearray)):
            raise TypeError(f"a bytes-like object is required, not '{type(initial_bytes).__name__}'")
        super().__init__(bytes(initial_bytes or b""), b"")

    def write(self, data: Any, /) -> int:
        """Put bytes at the place, over what is there; gives their number."""
        if not isinstance(data, (bytes, bytearray)):
            raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'")
        self._check()
        return self._put(bytes(data), b"\0")

    def readline(self, size: Any = -1, /) -> Any:
        """Up to and with the next line end, or up to `size` bytes."""
        return self._take_line(size, b"\n")

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place: from the start, from where one is, or from the end."""
        self._check()
        if whence not in (0, 1, 2):
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == 0 and offset < 0:
            raise ValueError(f"negative seek value {offset}")
        start = 0 if whence == 0 else self._place if whence == 1 else self._size
        self._place = max(0, start + offset)
        return self._place
