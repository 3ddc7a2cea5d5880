"""The flags of `re` are members of an enumeration."""

import re
for f in (re.I, re.I|re.M, re.NOFLAG, re.RegexFlag(0), re.I|1024, re.RegexFlag(1024), ~re.I, re.I^re.I, 2|re.M, re.A&3, re.T, re.TEMPLATE, -1 & re.I):
    print(repr(f), str(f), f"{f}", f"{f:d}", f.name, f.value, type(f), "%s %r %d" % (f,f,f), int(f), hash(f), bool(f))
print(list(re.RegexFlag), re.RegexFlag.__members__.keys())
p = re.compile("a", re.I|re.M)
print(p.flags, type(p.flags), p, re.I in re.RegexFlag, re.I == 2, re.I is re.IGNORECASE, {re.I: 1}[2], re.RegexFlag["I"], re.I.__class__.__name__, re.RegexFlag.__module__, re.RegexFlag.__qualname__)
print(re.I < re.M, re.I + 1, sorted([re.M, re.I]), [x for x in re.I|re.M], len(re.I|re.M), re.I in (re.I|re.M), isinstance(re.I, int), isinstance(re.I, re.RegexFlag))
def f(flags: re.RegexFlag | int = 0): return re.compile("A", flags).match("a")
print(f(re.I), f())
g: re.RegexFlag = re.I
g |= re.S
print(g)
print(re.X.bit_length(), re.X.real, -re.I, abs(re.I), re.I*2, re.I << 1, divmod(re.M,3), re.I.to_bytes(1,"big"))
try: re.RegexFlag("a")
except ValueError as e: print(e)
try: re.RegexFlag["zz"]
except KeyError as e: print(e)
print(re.RegexFlag(2))
import json
print(json.dumps(re.I), json.dumps([re.M]), repr([re.I]), str((re.I,)))
print("x" * re.I, [1,2,3][re.I], list(range(re.I)))


def handed_over(text: str) -> list[object]:
    """Numbers, where the functions of `re` take flags; nothing differs."""
    return [
        re.search("B.", text, re.I | re.S),
        re.sub("b", "x", text, 0, re.I),
        re.sub("b", "x", text, flags=re.I),
        re.sub("b", "x", text, re.I),  # which is the count
        re.split("B", text, 0, re.IGNORECASE),
        re.split("b", text, re.M),
        re.findall("^B", text, re.M | re.I),
        re.compile("b", re.NOFLAG).flags,
        re.compile(b"b", re.L).flags,
        re.compile("b", flags=re.A | re.X),
        re.compile("b", re.RegexFlag.I | 64),
        re.compile("b", re.DOTALL | re.T),
    ]


print(handed_over("abc\nBcd"))
for wrong in (re.L, re.A | re.U):
    try:
        re.compile("a", wrong)
    except ValueError as error:
        print(error)
try:
    re.compile(re.compile("a"), re.I)
except ValueError as error:
    print(error)
print(re.compile("b", re.U | 1024), re.compile("b", 1 << 20 | 2))
