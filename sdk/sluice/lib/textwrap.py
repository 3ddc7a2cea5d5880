"""`textwrap`: text in lines."""

import re
from collections.abc import Callable
from typing import Any

_WHITESPACE = "\t\n\x0b\x0c\r "


class TextWrapper:
    """Wraps text; see CPython's documentation for the settings."""

    def __init__(
        self,
        width: int = 70,
        initial_indent: str = "",
        subsequent_indent: str = "",
        expand_tabs: bool = True,
        replace_whitespace: bool = True,
        fix_sentence_endings: bool = False,
        break_long_words: bool = True,
        drop_whitespace: bool = True,
        break_on_hyphens: bool = True,
        tabsize: int = 8,
        *,
        max_lines: Any = None,
        placeholder: str = " [...]",
    ) -> None:
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.expand_tabs = expand_tabs
        self.replace_whitespace = replace_whitespace
        self.fix_sentence_endings = fix_sentence_endings
        self.break_long_words = break_long_words
        self.drop_whitespace = drop_whitespace
        self.break_on_hyphens = break_on_hyphens
        self.tabsize = tabsize
        self.max_lines = max_lines
        self.placeholder = placeholder

    def _munge_whitespace(self, text: str) -> str:
        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            for each in _WHITESPACE:
                text = text.replace(each, " ")
        return text

    def _split(self, text: str) -> list[str]:
        """Words, spaces, and the parts of words with hyphens."""
        found: list[str] = []
        place = 0
        while place < len(text):
            end = place
            spaces = text[place] in _WHITESPACE
            while end < len(text) and (text[end] in _WHITESPACE) == spaces:
                end += 1
            piece = text[place:end]
            if spaces or not self.break_on_hyphens:
                found.append(piece)
            else:
                found += _split_word(piece)
            place = end
        return found

    def _fix_sentence_endings(self, chunks: list[str]) -> None:
        """Two spaces after a sentence."""
        place = 0
        while place < len(chunks) - 1:
            if chunks[place + 1] == " " and re.search("[a-z][.!?][\"']?\\Z", chunks[place]):
                chunks[place + 1] = "  "
                place += 2
            else:
                place += 1

    def _handle_long_word(self, chunks: list[str], line: list[str], length: int, width: int) -> None:
        room = 1 if width < 1 else width - length
        if self.break_long_words:
            end = room
            word = chunks[-1]
            if self.break_on_hyphens and len(word) > room:
                hyphen = word.rfind("-", 0, room)
                if hyphen > 0 and any([each != "-" for each in word[:hyphen]]):
                    end = hyphen + 1
            line.append(word[:end])
            chunks[-1] = word[end:]
        elif not line:
            line.append(chunks.pop())

    def _wrap_chunks(self, chunks: list[str]) -> list[str]:
        lines: list[str] = []
        if self.width <= 0:
            raise ValueError(f"invalid width {self.width!r} (must be > 0)")
        if self.max_lines is not None:
            indent = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(indent) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError("placeholder too large for max width")
        chunks.reverse()
        while chunks:
            line: list[str] = []
            indent = self.subsequent_indent if lines else self.initial_indent
            width = self.width - len(indent)
            if self.drop_whitespace and chunks[-1].strip() == "" and lines:
                chunks.pop()
            length = 0
            while chunks and length + len(chunks[-1]) <= width:
                length += len(chunks[-1])
                line.append(chunks.pop())
            if chunks and len(chunks[-1]) > width:
                self._handle_long_word(chunks, line, length, width)
                length = sum([len(each) for each in line])
            if self.drop_whitespace and line and line[-1].strip() == "":
                length -= len(line[-1])
                line.pop()
            if not line:
                continue
            last = not chunks or (self.drop_whitespace and len(chunks) == 1 and not chunks[0].strip())
            if self.max_lines is None or len(lines) + 1 < self.max_lines or (last and length <= width):
                lines.append(indent + "".join(line))
                continue
            self._shorten(lines, line, length, width, indent)
            break
        return lines

    def _shorten(self, lines: list[str], line: list[str], length: int, width: int, indent: str) -> None:
        """The last line that fits, with the placeholder."""
        while line:
            if line[-1].strip() and length + len(self.placeholder) <= width:
                line.append(self.placeholder)
                lines.append(indent + "".join(line))
                return
            length -= len(line[-1])
            line.pop()
        if lines:
            before = lines[-1].rstrip()
            if len(before) + len(self.placeholder) <= self.width:
                lines[-1] = before + self.placeholder
                return
        lines.append(indent + self.placeholder.lstrip())

    def wrap(self, text: str) -> list[str]:
        """The lines."""
        chunks = self._split(self._munge_whitespace(text))
        if self.fix_sentence_endings:
            self._fix_sentence_endings(chunks)
        return self._wrap_chunks(chunks)

    def fill(self, text: str) -> str:
        """The lines as one text."""
        return "\n".join(self.wrap(text))


def _is_word_letter(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _is_plain_letter(letter: str) -> bool:
    return _is_word_letter(letter) and not letter.isdecimal()


def _split_word(word: str) -> list[str]:
    """`well-known` may break after the hyphen, and around a dash of two."""
    found: list[str] = []
    start = 0
    place = 0
    size = len(word)
    while place < size:
        if word[place] != "-":
            place += 1
            continue
        end = place
        while end < size and word[end] == "-":
            end += 1
        if end - place >= 2:
            before = place > 0 and (_is_word_letter(word[place - 1]) or word[place - 1] in "!\"'&.,?")
            if before and end < size and _is_word_letter(word[end]):
                if place > start:
                    found.append(word[start:place])
                found.append(word[place:end])
                start = end
            place = end
            continue
        if _may_break(word, place, start):
            found.append(word[start:end])
            start = end
        place = end
    if start < size:
        found.append(word[start:])
    return found


def _may_break(word: str, place: int, start: int) -> bool:
    """Whether a line may end after the hyphen at this place: letters around, as `a-b`, `ab-c`."""
    size = len(word)
    two_before = (
        place - start >= 2 and _is_plain_letter(word[place - 1]) and _is_plain_letter(word[place - 2])
    )
    chained = (
        place - start >= 3
        and _is_plain_letter(word[place - 1])
        and word[place - 2] == "-"
        and _is_plain_letter(word[place - 3])
    )
    if not two_before and not chained:
        return False
    after = place + 1
    if after + 1 >= size or not _is_plain_letter(word[after]):
        return False
    if _is_plain_letter(word[after + 1]):
        return True
    return word[after + 1] == "-" and after + 2 < size and _is_plain_letter(word[after + 2])


def wrap(text: str, width: int = 70, **kwargs: Any) -> list[str]:
    """The lines of one paragraph."""
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text: str, width: int = 70, **kwargs: Any) -> str:
    """One paragraph wrapped, as one text."""
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text: str, width: int, **kwargs: Any) -> str:
    """One line of at most so many characters."""
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))


def dedent(text: str) -> str:
    """The lines without what all of them begin with."""
    margin: str | None = None
    lines = [each if each.strip(" \t") else "" for each in text.split("\n")]
    for line in lines:
        if not line:
            continue
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if margin is None:
            margin = indent
            continue
        size = 0
        while size < len(margin) and size < len(indent) and margin[size] == indent[size]:
            size += 1
        margin = margin[:size]
    if not margin:
        return "\n".join(lines)
    return "\n".join([each[len(margin) :] for each in lines])


def indent(text: str, prefix: str, predicate: Callable[[str], Any] | None = None) -> str:
    """A prefix before every line that is not blank, or that the predicate wants."""
    found: list[str] = []
    for line in text.splitlines(True):
        wanted = line.strip() if predicate is None else predicate(line)
        found.append(prefix + line if wanted else line)
    return "".join(found)
