import csv
import io

TEXTS = [
    'a,b,c\r\n1,"2,5",3\n',
    "x;y;z",
    '"he said ""hi""",ok\n',
    '"two\nlines",2\n3,4\n',
    ' a, "b", c\n',
    ",,\n\n,\n",
    '"open',
    '"a"b,c\n',
    "a\rb\n",
    "a\\,b,c\n",
    "1.5,'x',2\n",
    "\n",
    "",
    "a,b\n\n\nc\n",
    '"",""\n',
    'x,"y\n',
    "ü,😀\n",
]
OPTIONS = [
    {},
    {"delimiter": ";"},
    {"skipinitialspace": True},
    {"quoting": csv.QUOTE_NONE},
    {"escapechar": "\\"},
    {"quotechar": "'", "quoting": csv.QUOTE_NONNUMERIC},
    {"doublequote": False, "escapechar": "\\"},
    {"strict": True},
    {"dialect": "excel-tab"},
    {"dialect": "unix"},
]
for text in TEXTS:
    for options in OPTIONS:
        r = csv.reader(io.StringIO(text), **options)
        rows = []
        try:
            for row in r:
                rows.append(row)
        except (csv.Error, ValueError) as error:
            rows.append(f"{type(error).__name__}: {error}")
        print(repr(text), sorted(options), rows, r.line_num)
ROWS = [
    [1, 2.5, None, "a"],
    ["x,y", 'q"q', "l\nl", ""],
    [""],
    [],
    ["a\\b", "it's", "t\tt", "s s"],
    [True, -1, "1", b"b"],
    ("t", "u"),
    {"k": 1},
    "abc",
    [1e20, 0.1],
]
for options in OPTIONS + [
    {"lineterminator": "|"},
    {"quoting": csv.QUOTE_ALL},
    {"quoting": csv.QUOTE_NONE, "escapechar": "/"},
]:
    for row in ROWS:
        out = io.StringIO()
        try:
            print(csv.writer(out, **options).writerow(row), repr(out.getvalue()))
        except csv.Error as error:
            print(sorted(options), "Error", error)
DATA = "name,qty,price\nfoo,1,2.5\n\nbar,2\nbaz,3,4,5,6\n"
for row in csv.DictReader(DATA.splitlines(), restkey="more", restval="?"):
    print(row)
d = csv.DictReader(io.StringIO("1,2\n3,4\n"), fieldnames=["a", "b"])
print(d.fieldnames, list(d), d.line_num)
out = io.StringIO()
w = csv.DictWriter(out, ["b", "a"], extrasaction="ignore", lineterminator="\n")
w.writeheader()
w.writerow({"a": 1, "b": "x,y", "c": 3})
w.writerows([{"a": 2}, {"b": "z"}])
print(out.getvalue())


class Pipes(csv.Dialect):
    delimiter = "|"
    quotechar = '"'
    doublequote = True
    skipinitialspace = True
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL


csv.register_dialect("semi", delimiter=";")
print(list(csv.reader(["a| b|c|d,e"], Pipes)), list(csv.reader(["a;b"], "semi")), csv.list_dialects())
for action in (
    lambda: csv.writer(io.StringIO()).writerow(5),
    lambda: csv.reader(["a"], "nope"),
    lambda: csv.reader(["a"], delimiter="ab"),
    lambda: list(csv.reader(["a"], quotechar=None)),
    lambda: csv.reader(["a"], nothing=1),
    lambda: csv.writer(3),
    lambda: csv.reader(5),
    lambda: next(csv.reader([5])),
    lambda: csv.reader(["a"], delimiter=None),
    lambda: csv.reader(["a"], quoting=9),
    lambda: csv.DictWriter(io.StringIO(), ["a"]).writerow({"a": 1, "z": 2}),
    lambda: csv.DictWriter(out, [], extrasaction="x"),
):
    try:
        print(action())
    except (TypeError, ValueError, csv.Error) as error:
        print(type(error).__name__, error)
