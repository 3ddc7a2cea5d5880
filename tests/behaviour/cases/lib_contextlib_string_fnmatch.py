import string, fnmatch, contextlib, copy

print(
    string.capwords("hello  WORLD x"),
    string.Template("$who likes ${what} $$5").substitute(who="tim", what="kung pao"),
)
t = string.Template("$a ${b} $c")
print(t.safe_substitute({"a": 1}), t.get_identifiers(), t.is_valid())
for f in (lambda: string.Template("$ x").substitute(), lambda: t.substitute(a=1)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
print(string.Formatter().format("{0} {a!r:>5} {1[x]}", 1, {"x": 2}, a="q"))
print(
    fnmatch.fnmatch("foo.txt", "*.txt"),
    fnmatch.filter(["a.py", "b.c"], "*.p?"),
    fnmatch.fnmatchcase("x1", "x[!0-5]"),
    fnmatch.translate("a*b[!x]?*"),
)


@contextlib.contextmanager
def tag(name):
    print("<", name)
    try:
        yield name.upper()
    except KeyError as e:
        print("caught", e)
    finally:
        print(">", name)


with tag("a") as v:
    print(v)
with tag("b"):
    raise KeyError("k")
try:
    with tag("c"):
        raise ValueError("v")
except ValueError as e:
    print("out", e)
with contextlib.suppress(KeyError, ValueError):
    raise ValueError
with contextlib.ExitStack() as stack:
    stack.callback(print, "bye", 1)
    x = stack.enter_context(tag("d"))
    print(x)
with contextlib.nullcontext(5) as n:
    print(n)
a = [1, [2, 3], {"k": (1, [4])}]
b = copy.copy(a)
c = copy.deepcopy(a)
a[1].append(9)
a[2]["k"][1].append(7)
print(b, c, copy.deepcopy((1, 2)), copy.copy("x"))
