"""`csv`: rows from lines and lines from rows, as CPython's `_csv` reads and writes them. There is no `Sniffer`."""

from collections.abc import Iterator
from typing import Any

QUOTE_MINIMAL = 0
QUOTE_ALL = 1
QUOTE_NONNUMERIC = 2
QUOTE_NONE = 3


class Error(Exception):
    """What cannot be read or written."""


class Dialect:
    """How fields stand in a line; classes of the author's derive from it."""

    delimiter: Any = ","
    quotechar: Any = '"'
    escapechar: Any = None
    doublequote: Any = True
    skipinitialspace: Any = False
    lineterminator: Any = "\r\n"
    quoting: Any = QUOTE_MINIMAL
    strict: Any = False


class excel(Dialect):
    """Commas, and quotes where they are needed."""


class excel_tab(excel):
    """Tabs instead of commas."""

    delimiter = "\t"


class unix_dialect(Dialect):
    """Everything in quotes, lines end as on Unix."""

    lineterminator = "\n"
    quoting = QUOTE_ALL


_dialects: dict[str, Any] = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}


def list_dialects() -> list[str]:
    """The names that `dialect` understands."""
    return list(_dialects)


def register_dialect(name: str, dialect: Any = excel, **options: Any) -> None:
    """Give a dialect a name."""
    _dialects[name] = _Format(dialect, options)


def get_dialect(name: str) -> Any:
    """The dialect of that name."""
    if name not in _dialects:
        raise Error("unknown dialect")
    return _dialects[name]


def _character(options: Any, dialect: Any, name: str) -> Any:
    value = options[name] if name in options else getattr(dialect, name)
    if name != "delimiter" and value is None:
        return None
    if not isinstance(value, str):
        expected = "string" if name == "delimiter" else "string or None"
        raise TypeError(f'"{name}" must be {expected}, not {type(value).__name__}')
    if len(value) != 1:
        raise TypeError(f'"{name}" must be a 1-character string')
    return value


class _Format:
    """A dialect with what a call says otherwise."""

    def __init__(self, dialect: Any, options: Any) -> None:
        known = "delimiter quotechar escapechar doublequote skipinitialspace lineterminator quoting strict".split()
        for name in options:
            if name not in known:
                raise TypeError(f"'{name}' is an invalid keyword argument for this function")
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        self.delimiter: Any = _character(options, dialect, "delimiter")
        self.quotechar: Any = _character(options, dialect, "quotechar")
        self.escapechar: Any = _character(options, dialect, "escapechar")
        self.doublequote = bool(options.get("doublequote", dialect.doublequote))
        self.skipinitialspace = bool(options.get("skipinitialspace", dialect.skipinitialspace))
        self.lineterminator: Any = options.get("lineterminator", dialect.lineterminator)
        self.strict = bool(options.get("strict", dialect.strict))
        silent = QUOTE_NONE if options.get("quotechar", "") is None else dialect.quoting
        self.quoting: Any = options.get("quoting", silent)
        if self.quoting not in (0, 1, 2, 3):
            raise TypeError('bad "quoting" value')
        if self.quoting != QUOTE_NONE and self.quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")


_START_RECORD = 0
_START_FIELD = 1
_ESCAPED = 2
_IN_FIELD = 3
_QUOTED = 4
_ESCAPED_IN_QUOTED = 5
_QUOTE_IN_QUOTED = 6
_LINE_END = 7
_AFTER_ESCAPED_LINE_END = 8


class _Reader:
    """Rows from an iterable of lines."""

    def __init__(self, lines: Any, format: _Format) -> None:
        self._lines = iter(lines)
        self.dialect = format
        self.line_num = 0
        self._state = _START_RECORD
        self._field: list[str] = []
        self._row: list[Any] = []
        self._is_number = False

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        self._row = []
        self._field = []
        self._is_number = False
        self._state = _START_RECORD
        while True:
            line = next(self._lines, None)
            if line is None:
                if not self._field and self._state not in (_QUOTED, _ESCAPED_IN_QUOTED):
                    raise StopIteration
                if self.dialect.strict:
                    raise Error("unexpected end of data")
                self._save()
                return self._row
            if not isinstance(line, str):
                raise Error(
                    f"iterator should return strings, not {type(line).__name__} "
                    "(the file should be opened in text mode)"
                )
            self.line_num += 1
            for character in line:
                self._take(character)
            self._take("")
            if self._state == _START_RECORD:
                return self._row

    def _save(self) -> None:
        text = "".join(self._field)
        self._field = []
        if self._is_number:
            self._is_number = False
            self._row.append(float(text))
        else:
            self._row.append(text)

    def _end_field(self, character: str) -> None:
        self._save()
        self._state = _LINE_END if character else _START_RECORD

    def _take(self, character: str) -> None:
        """The next character; "" is the end of the line."""
        state = self._state
        if state == _START_RECORD and character == "":
            return
        if state == _START_RECORD:
            if character in ("\n", "\r"):
                self._state = _LINE_END
                return
            state = _START_FIELD
        if state == _START_FIELD:
            self._start_field(character)
        elif state == _IN_FIELD or (state == _AFTER_ESCAPED_LINE_END and character):
            self._continue_field(character)
        elif state == _QUOTED:
            self._continue_quoted(character)
        elif state == _QUOTE_IN_QUOTED:
            self._after_quote(character)
        elif state == _ESCAPED:
            self._field.append(character or "\n")
            self._state = _AFTER_ESCAPED_LINE_END if character in ("\n", "\r") else _IN_FIELD
        elif state == _ESCAPED_IN_QUOTED:
            self._field.append(character or "\n")
            self._state = _QUOTED
        elif state == _LINE_END and character == "":
            self._state = _START_RECORD
        elif state == _LINE_END and character not in ("\n", "\r"):
            raise Error(
                "new-line character seen in unquoted field - do you need to open the file in "
                "universal-newline mode?"
            )

    def _start_field(self, character: str) -> None:
        format = self.dialect
        if character in ("", "\n", "\r"):
            self._end_field(character)
        elif character == format.quotechar and format.quoting != QUOTE_NONE:
            self._state = _QUOTED
        elif character == format.escapechar:
            self._state = _ESCAPED
        elif character == " " and format.skipinitialspace:
            self._state = _START_FIELD
        elif character == format.delimiter:
            self._save()
            self._state = _START_FIELD
        else:
            self._is_number = format.quoting == QUOTE_NONNUMERIC
            self._field.append(character)
            self._state = _IN_FIELD

    def _continue_field(self, character: str) -> None:
        if character in ("", "\n", "\r"):
            self._end_field(character)
        elif character == self.dialect.escapechar:
            self._state = _ESCAPED
        elif character == self.dialect.delimiter:
            self._save()
            self._state = _START_FIELD
        else:
            self._field.append(character)
            self._state = _IN_FIELD

    def _continue_quoted(self, character: str) -> None:
        format = self.dialect
        if character == format.escapechar:
            self._state = _ESCAPED_IN_QUOTED
        elif character == format.quotechar and format.quoting != QUOTE_NONE:
            self._state = _QUOTE_IN_QUOTED if format.doublequote else _IN_FIELD
        elif character:
            self._field.append(character)

    def _after_quote(self, character: str) -> None:
        format = self.dialect
        if character == format.quotechar and format.quoting != QUOTE_NONE:
            self._field.append(character)
            self._state = _QUOTED
        elif character == format.delimiter:
            self._save()
            self._state = _START_FIELD
        elif character in ("", "\n", "\r"):
            self._end_field(character)
        elif format.strict:
            raise Error(f"'{format.delimiter}' expected after '{format.quotechar}'")
        else:
            self._field.append(character)
            self._state = _IN_FIELD


class _Writer:
    """Lines to whatever has a `write`."""

    def __init__(self, file: Any, format: _Format) -> None:
        if not hasattr(file, "write"):
            raise TypeError('argument 1 must have a "write" method')
        self._file = file
        self.dialect = format

    def writerow(self, row: Any, /) -> Any:
        """One line; gives what `write` gave."""
        try:
            fields = iter(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        format = self.dialect
        texts = [self._to_text(each) for each in fields]
        line = format.delimiter.join(texts)
        if not line and texts:
            if format.quoting == QUOTE_NONE:
                raise Error("single empty field record must be quoted")
            line = format.quotechar * 2
        return self._file.write(line + format.lineterminator)

    def writerows(self, rows: Any, /) -> None:
        """Several lines."""
        for row in rows:
            self.writerow(row)

    def _to_text(self, field: Any) -> Any:
        format = self.dialect
        quoting = format.quoting
        is_number = isinstance(field, (int, float))
        quoted = quoting == QUOTE_ALL or (quoting == QUOTE_NONNUMERIC and not is_number)
        text = "" if field is None else str(field)
        parts = []
        for character in text:
            special = character in (format.delimiter, format.escapechar, format.quotechar)
            if special or character in format.lineterminator:
                escaped = quoting == QUOTE_NONE or character == format.escapechar
                if not escaped and character == format.quotechar:
                    if format.doublequote:
                        parts.append(format.quotechar)
                    else:
                        escaped = True
                if not escaped:
                    quoted = True
                elif not format.escapechar:
                    raise Error("need to escape, but no escapechar set")
                else:
                    parts.append(format.escapechar)
            parts.append(character)
        whole = "".join(parts)
        return f"{format.quotechar}{whole}{format.quotechar}" if quoted else whole


def reader(csvfile: Any, /, dialect: Any = "excel", **options: Any) -> Any:
    """An iterator over the rows, each a list of strs."""
    return _Reader(csvfile, _Format(dialect, options))


def writer(csvfile: Any, /, dialect: Any = "excel", **options: Any) -> Any:
    """Something with `writerow` and `writerows`."""
    return _Writer(csvfile, _Format(dialect, options))


class DictReader:
    """Rows as dicts; the first row says the names."""

    def __init__(
        self,
        f: Any,
        fieldnames: Any = None,
        restkey: Any = None,
        restval: Any = None,
        dialect: Any = "excel",
        **options: Any,
    ) -> None:
        self._fieldnames: Any = list(fieldnames) if fieldnames is not None else None
        self.restkey = restkey
        self.restval = restval
        self.reader = reader(f, dialect, **options)
        self.line_num = 0

    @property
    def fieldnames(self) -> Any:
        """The names, from the first row where none were given."""
        if self._fieldnames is None:
            self._fieldnames = next(self.reader, None)
        self.line_num = self.reader.line_num
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value: Any) -> None:
        self._fieldnames = value

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        names = self.fieldnames
        row = next(self.reader)
        while row == []:
            row = next(self.reader)
        self.line_num = self.reader.line_num
        found: dict[Any, Any] = dict(zip(names, row, strict=False))
        if len(names) < len(row):
            found[self.restkey] = row[len(names) :]
        for name in names[len(row) :]:
            found[name] = self.restval
        return found


class DictWriter:
    """Lines from dicts, in the order of `fieldnames`."""

    def __init__(
        self,
        f: Any,
        fieldnames: Any,
        restval: Any = "",
        extrasaction: Any = "raise",
        dialect: Any = "excel",
        **options: Any,
    ) -> None:
        self.fieldnames = fieldnames
        self.restval = restval
        if extrasaction.lower() not in ("raise", "ignore"):
            raise ValueError(f"extrasaction ({extrasaction}) must be 'raise' or 'ignore'")
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, **options)

    def writeheader(self) -> Any:
        """The names."""
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames, strict=False)))

    def writerow(self, rowdict: Any) -> Any:
        """One line."""
        if self.extrasaction == "raise":
            wrong = [repr(name) for name in rowdict if name not in self.fieldnames]
            if wrong:
                raise ValueError("dict contains fields not in fieldnames: " + ", ".join(wrong))
        return self.writer.writerow([rowdict.get(name, self.restval) for name in self.fieldnames])

    def writerows(self, rowdicts: Any) -> None:
        """Several lines."""
        for row in rowdicts:
            self.writerow(row)
