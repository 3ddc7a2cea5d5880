"""What an expression of each kind may look like.

`«int»` stands for an expression of the kind `int`, `«+ - *»` for one of these words. A template may raise when it
is evaluated: that is part of the comparison. Sets have no order that both sides share: what depends on it must
not be seen, so they are only sorted, counted, compared and asked.
"""

from __future__ import annotations

ANNOTATIONS = {
    "int": "int",
    "float": "float",
    "bool": "bool",
    "str": "str",
    "bytes": "bytes",
    "ints": "list[int]",
    "floats": "list[float]",
    "strs": "list[str]",
    "table": "dict[str, int]",
    "names": "dict[int, str]",
    "pair": "tuple[int, str]",
    "numbers": "set[int]",
    "frozen": "frozenset[str]",
    "rows": "list[tuple[int, str]]",
    "buffer": "bytearray",
    "maybe": "int | None",
    "point": "Point",
    "animal": "Animal",
    "weight": "Weight",
}
"""Each kind and how it is annotated."""

KINDS = tuple(ANNOTATIONS)
COMMON = (
    "int",
    "int",
    "float",
    "bool",
    "str",
    "str",
    "ints",
    "strs",
    "table",
    "bytes",
    "pair",
    "numbers",
    *KINDS,
)
"""What variables, parameters and results are made of: the plain kinds more often."""

LEAVES = {
    "int": (
        "0 1 2 3 7 10 -1 -2 -7 255 1000 2147483647 -2147483648 4294967296 4611686018427387903 4611686018427387904 "
        "-4611686018427387904 -4611686018427387905 9223372036854775807 9223372036854775808 -9223372036854775808 "
        "100000000000000000000 True Level.HIGH 0x7f 0b101 1_000"
    ).split(),
    "float": "0.0 -0.0 1.0 0.5 -1.5 0.1 3.14159 1e10 1e16 1e-7 123456.789 2.5 1e308 5e-324 float('inf') float('nan')".split(),
    "bool": ("True", "False"),
    "str": ("''", "'a'", "'abc'", "'Hello, World'", "'  pad '", "'a,b,,c'", "'12'", "'-7'", "'x=1'", "'é'", "'ß☃'",
            "'日本'", "'🎉x'", "'\\n\\t'", "'ABC'", "'aaa'", "'0.5'", "\"it's\"", "'a\\r\\nb\\x1cc'", "'ǅ'", "'０१'"),
    "bytes": ("b''", "b'a'", "b'abc'", "b'a,b,,c'", "b'\\x00\\xff'", "b'Hello World'", "b'12'", "b'\\xc3\\xa9'"),
    "ints": ("[]", "[0]", "[1, 2, 3]", "[3, -1, 2, 2]", "[10**20, 5]", "[True, 0]"),
    "floats": ("[]", "[1.5, -2.0]", "[0.1, 0.2, 0.3]", "[1e308, 1e308]"),
    "strs": ("[]", "['a']", "['b', 'a', 'B']", "['', 'é', 'xyz']"),
    "table": ("{}", "{'a': 1}", "{'a': 1, 'b': 2}", "{'é': -1, '': 0, 'a': 5}"),
    "names": ("{}", "{1: 'a'}", "{0: 'z', -1: 'm', 1: 'a'}"),
    "pair": ("(0, '')", "(1, 'a')", "(-1, 'é')"),
    "numbers": ("set()", "{1}", "{3, 1, 2}", "{0, -1, 255}"),
    "frozen": ("frozenset()", "frozenset({'a'})", "frozenset('abc')"),
    "rows": ("[]", "[(1, 'a')]", "[(2, 'b'), (1, 'c'), (2, 'a')]"),
    "buffer": ("bytearray()", "bytearray(b'xyz')", "bytearray(3)"),
    "maybe": ("None", "None", "3"),
    "point": ("Point(0)", "Point(2, 'b')", "Point(-1, seen=[1])"),
    "animal": ("Animal('cat')", "Bird('owl')", "Bird.named('emu')"),
    "weight": ("Weight(0)", "Weight(5)", "Weight(-3)"),
}  # fmt: skip

SPECS = ("", ":5", ":<6", ":>6", ":^7", ":06", ":+", ":x", ":,", ":b", ":e", ":.2f", ":10.3f", ":g", ":%", ":.3", ":*^9",
         "!r", "!s", "!a", "!r:>8", ":_", ":#x", ": d", ":08.3f", ":n", ":o", ":c", ":=+8", ":_x", ":,.1f", ":.0e", ":G")  # fmt: skip
PERCENT = ("'%s'", "'%d'", "'%5.2f'", "'%r'", "'%x'", "'[%-6s]'", "'%+d'", "'%05d'", "'%e'", "'%g'", "'%#o'", "'%c'",
           "'%.3s'", "'% d'", "'%a'", "'%i%%'", "'%X'", "'%.0f'", "'%10.4d'")  # fmt: skip

FORMS: dict[str, tuple[str, ...]] = {
    "int": (
        "(«int» «+ - *» «int»)", "(«int» «+ - * // %» «int»)", "(«int» «& | ^» «int»)", "(«int» «<< >>» («int» & 31))",
        "(«int» ** («int» & 3))", "«- ~ +»(«int»)", "len(«str ints strs table numbers bytes buffer frozen rows names»)",
        "«min max»(«int», «int»)", "«min max»(«ints numbers», default=«int»)", "abs(«int»)", "«ints»[«index»]",
        "sum(«ints numbers»)", "sum(«ints», «int»)", "«table».get(«str», «int»)", "«table»[«str»]",
        "«str».«find count rfind index rindex»(«str»)", "«str».«find count rfind index»(«str», «int», «int»)",
        "int(«float bool str»)", "int(«str», «0 2 8 10 16 36»)", "ord(«str»)", "«pair»[0]", "divmod(«int», «int»)[«0 1»]",
        "round(«float»)", "round(«int», «-1 -2 1»)", "(«int»).bit_length()", "(«int»).bit_count()",
        "«ints».«index count»(«int»)", "sum(x for x in «ints» if x % 2)", "«bytes buffer»[«index»]",
        "«bytes».«find count index»(«bytes»)", "int.from_bytes(«bytes», '«big little»', signed=«bool»)",
        "pow(«int», «int» & 7, «int»)", "«point».x", "len(«point».seen)", "«animal».legs", "Animal.double(«int»)",
        "«weight».grams", "«weight»[«index»]", "«weight»(«int», scale=«int»)", "hash(«weight»)", "hash(«int»)", "hash(«int» / 8)",
        "(«maybe» or «int»)", "(lambda n, k=«int»: n * k)(«int»)", "apply(max, «int», «int»)",
        "max(«rows», key=lambda row: row[0])[0]", "sum(n for n, _ in «rows»)", "min(«ints», key=lambda n: n % 3)",
        "Spot(«int», «str»).row", "Level(«1 10 3»).value", "next(iter(«ints»))",
        "next(iter(«ints»), «int»)", "«float».as_integer_ratio()[«0 1»]", "sum(countdown(«int» & 7))",
        "list(delegated(«int» & 3))[«index»]", "[*«ints», *«ints»][«index»]", "int(«bool»)", "«bool» + «bool»",
        "«names» and 3 or «int»", "len({**«table», **«table»})", "max(map(len, «strs»))", "len(repr(«float»))",
    ),
    "float": (
        "(«float» «+ - * /» «float»)", "(«float» «// %» «float»)", "(«float» «+ * - / // %» «int»)", "(«int» / «int»)",
        "float(«int bool str»)", "-(«float»)", "abs(«float»)", "round(«float», «0 1 2 3 -1»)",
        "«min max»(«float», «float»)", "(abs(«float») ** 0.5)", "(«float» ** («int» & 3))", "sum(«floats»)",
        "«floats»[«index»]", "divmod(«float», «float»)[«0 1»]", "float('%g' % «float»)", "float.fromhex((«float»).hex())",
        "(«int» - «float»)", "sum(«floats», 0.5)", "float(repr(«float»))", "max(«floats», default=«float»)", "(2 ** -(«int» & 7))",
    ),
    "bool": (
        "(«int» «< <= > >= == !=» «int»)", "(«float» «< <= > >= == !=» «float»)", "(«str» «< <= > >= == !=» «str»)",
        "(«ints» «< <= > >= == !=» «ints»)", "(«pair» «< >= == !=» «pair»)", "(«bytes» «< >= == !=» «bytes»)",
        "(«numbers» «< <= > >= == !=» «numbers»)", "(«table» «== !=» «table»)", "(«frozen» «<= == >» «frozen»)",
        "(«bool» «and or» «bool»)", "(not «int float str ints table maybe weight bytes»)", "(«int» «in» «ints numbers names»)",
        "(«int» not in «ints numbers rows»)", "(«str» in «strs table str frozen»)", "(«str» not in «strs table str»)",
        "«str».«startswith endswith»(«str»)", "«str».startswith((«str», «str»))",
        "«str».«isdigit isalpha isspace isupper islower isalnum isdecimal isnumeric istitle isidentifier isprintable isascii»()",
        "bool(«int float str ints table pair numbers bytes»)", "(«int» == «float»)", "(«int» < «float» <= «int»)",
        "(«int» < «int» <= «int» != «int»)", "isinstance(«int float str ints maybe», «int str (bool,list) float»)",
        "«any all»(x > «int» for x in «ints»)", "«any all»(«strs»)", "«numbers».«isdisjoint issubset issuperset»(«numbers»)",
        "(«maybe» is None)", "(«maybe» is not None)", "«bytes».«startswith endswith»(«bytes»)", "(«bytes» in «bytes»)",
        "«bytes».«isdigit isalpha isspace isupper isalnum istitle»()", "(«point» «== < >=» «point»)",
        "(«weight» «== < >» «weight»)", "(«int» in «weight»)", "bool(«weight»)", "isinstance(«animal», Bird)",
        "issubclass(type(«animal»), «Animal Bird int»)", "callable(«animal»)", "hasattr(«animal», '«name nothing»')",
        "(«float»).is_integer()", "(Color(«1 3») is Color.RED)", "(«ints» is «ints»)",
        "('a' < «str» < 'z')", "(«names».keys() == «names».keys())", "(«table».items() <= «table».items())",
    ),
    "str": (
        "(«str» + «str»)", "(«str» * («int» & 3))", "«str»[«index»]", "«str»[«slice»]",
        "«str repr»(«int float bool str ints strs pair table bytes maybe point animal floats rows»)", "ascii(«str strs»)",
        "«str».«upper lower strip title capitalize swapcase lstrip rstrip casefold»()",
        "«str».replace(«str», «str», «-1 0 1 2»)", "«str».join(«strs table»)", "«str».join(c for c in «str»)",
        "f'{«field»«spec»}'", "f'{«field»«spec»}|{«field»«spec»}'", "f'{«field»!r:>{«3 9 12»}}'", "format(«int float str», '«pick»')",
        "(«percent» % («int float str»,))", "('%s:%r' % («str», «int»))", "('%(a)s' % {'a': «float»})", "('%*d' % («int» & 7, «int»))",
        "'{}-{}'.format(«int», «str»)", "'{0!r}{1:>5}{0}'.format(«str», «int»)", "'{k:.2f}'.format(k=«float»)", "'{[0]}'.format(«ints»)",
        "«strs»[«index»]", "chr(«int» & 0x3FFF)", "«str».«center ljust rjust zfill»(«int» & 15)", "«str».«ljust center»(9, '*')",
        "«pair»[1]", "«str».«removeprefix removesuffix strip lstrip rstrip»(«str»)", "«hex bin oct»(«int»)",
        "«str».«partition rpartition»(«str»)[«0 1 2»]", "«str».expandtabs(«int» & 7)", "«str».translate({97: 'b', 98: None})",
        "«str».translate(str.maketrans('abc', 'xyz', '-'))", "«bytes».decode('«utf-8 latin-1 ascii»', '«strict replace ignore»')",
        "«bytes».hex()", "«min max»(«strs»)", "max(«strs», key=len, default=«str»)", "''.join(reversed(«str»))", "''.join(sorted(«str»))",
        "«point».y", "«animal».speak()", "«animal».title", "type(«int float animal maybe»).__name__", "'{:>5}'.format(«weight»)",
        "Color.«RED GREEN BLUE».name", "str(Color.«RED GREEN»)", "repr(Level.«LOW HIGH»)", "str(Level.LOW)",
        "Spot(«int»).label", "repr(Spot(«int», «str»))", "joined(«int», *«ints», sep=«str»)", "joined(«int», «int», k=«int»)",
        "getattr(«animal», 'name', '?')", "«names».get(«int», «str»)", "«names»[«int»]", "(«str» or «str»)", "(«str» and «str»)",
        "' '.join(str(n) for n in «ints»)", "(«float»).hex()", "str(«bytes», 'utf-8', 'replace')", "' '.join(f'{k}={v}' for k, v in «table».items())",
        "apply(joined, «int», sep=«str»)", "next((s for s in «strs» if s), «str»)", "repr(range(«int» & 7, «int»))", "'a' 'b' f'{«field»}'",
        "str(«numbers» == «numbers»)", "repr(slice(«int», None, «maybe»))", "repr(«buffer»)", "repr(sorted(«frozen»))",
    ),
    "bytes": (
        "(«bytes» + «bytes»)", "(«bytes» * («int» & 3))", "«bytes»[«slice»]", "«str».encode()", "«str».encode('«latin-1 ascii utf-8»')",
        "«str».encode('ascii', '«ignore replace backslashreplace xmlcharrefreplace»')", "bytes(«ints»)", "bytes(«int» & 7)",
        "bytes(x & 255 for x in «ints»)", "«bytes».«upper lower strip title capitalize swapcase»()", "«bytes».replace(«bytes», «bytes»)",
        "«bytes».join([«bytes», «bytes»])", "bytes(«buffer»)", "(b'%d:%s' % («int», «bytes»))", "«bytes».split(«bytes»)[«index»]",
        "(«int»).to_bytes(«2 8 16», '«big little»')", "(«int»).to_bytes(9, 'big', signed=True)", "bytes.fromhex('00 ff1a')",
        "«bytes».«removeprefix strip rstrip»(«bytes»)", "«bytes».«zfill center rjust»(«int» & 7)", "«bytes».partition(«bytes»)[«0 2»]",
    ),
    "ints": (
        "[«int», «int»]", "(«ints» + «ints»)", "(«ints» * («int» & 3))", "«ints»[«slice»]", "sorted(«ints numbers»)",
        "sorted(«ints», reverse=«bool», key=«abs str bool»)", "[x «+ * - // %» «int» for x in «ints»]",
        "[x for x in «ints» if x «< != >=» «int»]", "list(range(«int» & 7, «int» & 15, «1 2 -1»))", "list(reversed(«ints»))",
        "list(«table».values())", "list(«names»)", "[len(s) for s in «strs»]", "[a * b for a, b in zip(«ints», «ints»)]",
        "list(map(abs, «ints»))", "list(filter(None, «ints»))", "list(map(lambda a, b: a - b, «ints», «ints»))",
        "list(«bytes buffer»)", "[ord(c) for c in «str»]", "[*«ints», «int»]", "[x for row in [«ints», «ints»] for x in row if x]",
        "list(countdown(«int» & 7))", "list(delegated(«int» & 3))", "[n for n, _ in sorted(«rows»)]", "«point».seen[:]",
        "list({x: None for x in «ints»})", "«ints».copy()", "list(dict.fromkeys(«ints»))",
        "[i for i, x in enumerate(«ints», 1) if x]", "[x if x > 0 else -x for x in «ints»]", "list(zip(*[«ints», «ints»]))[0:0]",
        "sorted(«numbers», key=lambda n: -n)", "[list(range(3))[i] for i in range(-1, 2)]", "[f(2) for f in [lambda n: n, lambda n: n * n]]",
    ),
    "floats": (
        "[«float», «float»]", "(«floats» + «floats»)", "«floats»[«slice»]", "[x * 0.5 for x in «floats»]", "[x / 3 for x in «ints»]",
        "[float(x) for x in «ints»]", "sorted([«float», 0.5, -1.0])", "[round(x, 1) for x in «floats»]", "[-x for x in «floats» if x]",
    ),
    "strs": (
        "«str».«split rsplit»(«str»)", "«str».«split rsplit»(«str», «0 1 2»)", "«str».«split rsplit»(None, «0 1»)", "«str».split()",
        "«str».splitlines(«bool»)", "[«str», «str»]", "list(«str table»)", "sorted(«strs», key=len)", "sorted(«strs»)",
        "sorted(«strs», key=str.«lower casefold swapcase»)", "[s.upper() for s in «strs»]", "[str(i) + s for i, s in enumerate(«strs»)]",
        "«strs»[«slice»]", "(«strs» + «strs»)", "sorted(«frozen»)", "[c for c in «str» if c.isalpha()]", "list(map(str, «ints»))",
        "list(map(str.strip, «strs»))", "[f'{n:0{2}}' for n in «ints»]", "[k * 2 for k in «table»]", "list(«names».values())",
        "[s for _, s in «rows»]", "[repr(x) for x in [«int», «float», «str»]]", "[*«str»[:4]]", "sorted(«table», key=«table».get)",
        "list(«str».partition(«str»))", "[color.name for color in Color]", "[a.speak() for a in [«animal», «animal»]]",
    ),
    "table": (
        "{«str»: «int», «str»: «int»}", "{k: v for k, v in «table».items() if v > «int»}", "{s: len(s) for s in «strs»}",
        "dict(zip(«strs», «ints»))", "(«table» | «table»)", "{**«table», «str»: «int»}", "dict(a=«int», b=«int»)", "dict(«table», z=«int»)",
        "dict.fromkeys(«strs str», «int»)", "{c: «str».count(c) for c in «str»}", "dict(sorted(«table».items()))", "«table».copy()",
        "dict(sorted(«table».items(), key=lambda item: (-item[1], item[0])))", "{s: n for n, s in «rows»}", "dict([(«str», «int»)])",
        "{k: -v for k, v in reversed(«table».items())}", "dict(reversed(list(«table».items())))",
    ),
    "names": (
        "{«int»: «str»}", "{i: s for i, s in enumerate(«strs»)}", "{v: k for k, v in «table».items()}", "dict(«rows»)", "dict(enumerate(«str»))",
        "(«names» | «names»)", "{len(s): s for s in «strs»}", "{n: s for n, s in «rows» if n}", "{**«names», 1: «str»}",
    ),
    "pair": (
        "(«int», «str»)", "«rows»[«index»]", "«min max»(«rows»)", "«table».popitem()[::-1]", "(«int», *[«str»])", "Spot(«int», «str»)",
        "min(«rows», key=lambda row: row[1])", "tuple([«int», «str»])[:2]", "(«pair»[0], «pair»[1])", "sorted(«rows», reverse=True)[«index»]",
    ),
    "numbers": (
        "(«numbers» «| & - ^» «numbers»)", "set(«ints»)", "{x % 5 for x in «ints»}", "«numbers».union(«ints», «numbers»)",
        "«numbers».«intersection difference symmetric_difference»(«ints»)", "{«int», «int»}", "{*«ints», «int»}", "set(range(«int» & 7))",
        "set(«names»)", "(«names».keys() «& | - ^» «names».keys())", "{len(s) for s in «strs»}", "«numbers».copy()",
    ),
    "frozen": (
        "frozenset(«strs str table»)", "(«frozen» «| & - ^» «frozen»)", "frozenset({«str»})", "frozenset(s.lower() for s in «strs»)",
        "«frozen».«union intersection difference»(«strs»)", "(«frozen» | set(«strs»))",
    ),
    "rows": (
        "[(«int», «str»)]", "sorted(«rows»)", "sorted(«rows», key=lambda row: row[«0 1»])", "list(zip(«ints», «strs»))",
        "list(enumerate(«strs»))", "list(enumerate(«str», «int»))", "[(v, k) for k, v in «table».items()]", "list(«names».items())",
        "(«rows» + «rows»)", "«rows»[«slice»]", "[row for row in «rows» if row[0] > «int»]", "[«pair», «pair»]", "list(reversed(«rows»))",
        "sorted(«rows», key=lambda row: (row[1], -row[0]), reverse=«bool»)", "list(zip(«ints», «strs», strict=«bool»))",
    ),
    "buffer": (
        "bytearray(«bytes ints»)", "bytearray(«int» & 7)", "(«buffer» + «bytes»)", "«buffer»[«slice»]", "«buffer».«upper strip»()",
        "(«buffer» * 2)", "«buffer».replace(b'a', «bytes»)", "bytearray(«str», 'utf-8')", "«buffer».copy()",
    ),
    "maybe": (
        "(«int» if «bool» else None)", "«table».get(«str»)", "(«maybe» if «bool» else «int»)", "next((n for n in «ints» if n > 2), None)",
        "{None: 1, 2: None}.get(«int»)", "(None if «maybe» is None else «int»)", "max(«ints», default=None)",
    ),
    "point": (
        "Point(«int», «str»)", "Point(«int», seen=«ints»)", "«point».moved(«int»)", "replace(«point», x=«int»)", "«min max»(«point», «point»)",
        "sorted([«point», «point»])[0]", "replace(«point», y=«str», seen=[])",
    ),
    "animal": ("Animal(«str»)", "Bird(«str»)", "Bird.named(«str»)", "type(«animal»)(«str»)", "max([«animal», «animal»], key=lambda a: a.name)"),
    "weight": (
        "Weight(«int»)", "(«weight» + «weight»)", "(«weight» * «int»)", "-(«weight»)", "sum([«weight», «weight»])", "(«int» + «weight»)",
        "«min max»(«weight», «weight»)", "sorted({«weight», «weight»})[0]", "(«weight» or «weight»)",
    ),
}  # fmt: skip

INDEX = ("0", "-1", "1", "0", "-1", "«int»")
SLICE = (
    "«int»:«int»", "«int»:", ":«int»", ":", "::-1", "1:-1", "«int»::-1", ":«int»:2", "«int»:«int»:-3", "::2", "-3:",
)  # fmt: skip
