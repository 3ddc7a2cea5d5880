"""What statements may look like: templates as in `forms`, with blocks and names.

`«new int»` makes a variable of the kind; it is in sight behind the line where it stands, to the end of the
statement. `«block»` alone on a line is a block of statements, `«loop»` one that may `break` and `continue`.
"""

from __future__ import annotations

CAUGHT = (
    "ValueError", "ZeroDivisionError", "IndexError", "KeyError", "(TypeError, ValueError)", "LookupError", "ArithmeticError",
    "Exception", "Fault", "(OverflowError, IndexError)", "UnicodeError",
)  # fmt: skip

SIMPLE = (
    "print(«any»)", "print(«any», «any»)", "print(«any», end=«str»)", "print(*«ints», sep=«str»)", "assert «bool», «str»", "pass",
    "bump(«int» & 255)", "raise «fault»", "return «result»",
)  # fmt: skip

CHANGES = {
    "int": ("{} «+= -= *= //= %= &= |= ^=» «int»", "{} «<<= >>=» («int» & 15)", "{} = «int»", "{} **= 2"),
    "float": ("{} «+= -= *= /= //= %=» «float»", "{} = «float»", "{} += «int»"),
    "bool": ("{} = «bool»", "{} = not {}"),
    "str": ("{} += «str»", "{} = «str»", "{} *= 2"),
    "bytes": ("{} += «bytes»", "{} = «bytes»"),
    "ints": (
        "{}.append(«int»)", "{}[«int»] = «int»", "{}[«index»] += «int»", "{}.pop()", "{}.pop(«index»)", "{}.insert(«int», «int»)", "del {}[«index»]",
        "{}.sort()", "{}.sort(key=lambda n: -n)", "{}.reverse()", "{}.extend(«ints»)", "{}[1:2] = «ints»", "{}[::2] = «ints»",
        "del {}[«slice»]", "{}.remove(«int»)", "{} += «ints»", "{} *= 2", "{}.clear()", "{}[:] = [x for x in {} if x]", "{} = «ints»",
    ),
    "floats": ("{}.append(«float»)", "{}[«index»] *= «float»", "{}.sort()", "{} = «floats»"),
    "strs": (
        "{}.append(«str»)", "{}[«index»] = «str»", "{}.sort(key=len, reverse=«bool»)", "{}.pop()", "{} += «strs»", "{}[«index»] += «str»",
        "{}.insert(0, «str»)", "{}.remove(«str»)", "{} += «str»", "{}[1:] = «strs»", "del {}[:«int»]", "{} = «strs»",
    ),
    "table": (
        "{}[«str»] = «int»", "del {}[«str»]", "{}.update(«table»)", "{}.pop(«str», None)", "print({}.pop(«str»))", "{}.setdefault(«str», «int»)",
        "{} |= «table»", "{}[«str»] = {}.get(«str», 0) + 1", "print({}.popitem())", "{}.update(k=«int»)", "{}.clear()", "{} = «table»",
        "{}[«str»] «+= -= *=» «int»",
    ),
    "names": ("{}[«int»] = «str»", "{}.setdefault(«int», «str»)", "{}.update(«rows»)", "print({}.pop(«int»))", "{}[«int»] += «str»"),
    "numbers": (
        "{}.add(«int»)", "{}.discard(«int»)", "{}.remove(«int»)", "{} «|= &= -= ^=» «numbers»", "{}.update(«ints»)", "{}.clear()",
        "{}.difference_update(«ints»)",
    ),
    "rows": ("{}.append(«pair»)", "{}.sort(key=lambda row: row[1])", "{}[«index»] = («int», «str»)", "{}.extend(enumerate(«strs»))"),
    "buffer": (
        "{}.append(«int» & 255)", "{}.extend(«bytes»)", "{}[«index»] = «int»", "{} += «bytes»", "{}[1:2] = «bytes»", "del {}[«index»]",
        "{}.insert(«int», 7)", "{}.reverse()", "print({}.pop())",
    ),
    "maybe": ("{} = «maybe»", "{} = None"),
    "point": ("{}.x «+= *=» «int»", "{}.y = «str»", "{}.seen.append(«int»)", "{}.seen = «ints»", "{} = «point»"),
    "animal": ("{}.name «= +=» «str»", "{} = «animal»", "Animal.count += 1", "{}.title = «str»"),
    "weight": ("{}.grams «= -=» «int»", "{} += «weight»", "{} = «weight»", "{} *= 2"),
}  # fmt: skip
"""How a variable of each kind changes."""

FAULTS = (
    "ValueError(«str»)", "KeyError(«str»)", "IndexError", "Fault(«str», «int»)", "Deep(«str», «int»)", "TypeError(«int»)", "ZeroDivisionError()",
    "RuntimeError(«str») from None", "LookupError(«pair»)", "Fault from ValueError(«str»)",
)  # fmt: skip

COMPOUND = (
    "if «bool»:\n    «block»",
    "if «bool»:\n    «block»\nelse:\n    «block»",
    "if «bool»:\n    «block»\nelif «bool»:\n    «block»\nelse:\n    «block»",
    "if («new int» := «int») > «int»:\n    «block»",
    "if «maybe»:\n    «block»",
    "for «new int» in range(«int» & 7):\n    «loop»",
    "for «new int» in «ints»[:9]:\n    «loop»",
    "for «new int» in «ints»[:9]:\n    «loop»\nelse:\n    «block»",
    "for «new str» in «str»[:9]:\n    «loop»",
    "for «new str» in «strs»[:9]:\n    «loop»",
    "for _, «new int» in enumerate(«ints»[:9]):\n    «loop»",
    "for «new str», «new int» in list(«table».items())[:9]:\n    «loop»",
    "for «new int», «new str» in «rows»[:9]:\n    «loop»",
    "for «new int», («new int», «new str») in enumerate(«rows»[:9]):\n    «loop»",
    "for «new int» in sorted(«numbers»)[:9]:\n    «loop»",
    "for «new int» in «bytes»[:9]:\n    «loop»",
    "for «new int», «new str» in zip(«ints», «str»):\n    «loop»",
    "for «new int» in countdown(«int» & 3):\n    «loop»",
    "for «new str» in reversed(«strs»):\n    «loop»",
    "for «new str» in «table»:\n    «loop»",
    "w«fresh» = 0\nwhile w«last» < «1 2 3 4»:\n    w«last» += 1\n    «loop»",
    "w«fresh» = «int» & 7\nwhile w«last»:\n    w«last» -= 1\n    «loop»\nelse:\n    «block»",
    "try:\n    «block»\nexcept «caught» as error:\n    print(type(error).__name__, error)\n    «block»",
    "try:\n    «block»\nexcept «caught»:\n    «block»\nelse:\n    «block»",
    "try:\n    «block»\nfinally:\n    «block»",
    "try:\n    «block»\nexcept «caught» as error:\n    print(repr(error), error.args)\nexcept «caught»:\n    «block»\nfinally:\n    «block»",
    "try:\n    «block»\nexcept «caught» as error:\n    raise Fault(«str») from error",
    "try:\n    «block»\nexcept «caught»:\n    raise",
    "try:\n    print(«any»)\nexcept «caught» as error:\n    print(type(error).__name__, error)",
    "with Guard(«str», «bool»):\n    «block»",
    "with Guard('out', «bool»), Guard('in') as g«fresh»:\n    print(g«last».name)\n    «block»",
    "match «int»:\n    case 0 | 1 | -1:\n        «block»\n    case «new int» if «bool»:\n        «block»\n    case _:\n        «block»",
    "match «str»:\n    case '' | 'a':\n        «block»\n    case «new str»:\n        «block»",
    "match «ints»:\n    case []:\n        «block»\n    case [«new int»]:\n        «block»\n    case [«new int», *«new ints»]:\n        «block»",
    "match «pair»:\n    case (0 | 1, «new str»):\n        «block»\n    case («new int», _):\n        «block»",
    "match «table»:\n    case {'a': «new int», **«new table»}:\n        «block»\n    case {}:\n        «block»",
    "match «point»:\n    case Point(x=0):\n        «block»\n    case Point(«new int», «new str»):\n        «block»",
    "match «maybe»:\n    case None:\n        «block»\n    case int():\n        «block»",
    "match «animal»:\n    case Bird(name=«new str»):\n        «block»\n    case Animal():\n        «block»",
    "if «bool»:\n    raise «fault»",
    "if «bool»:\n    return «result»",
    "for «new int» in «ints»[:5]:\n    if «bool»:\n        return «result»\n    «loop»",
)

LASTING = (
    "«new int», «new int» = «int», «int»",
    "«new int», *«new ints» = «ints»",
    "*«new ints», «new int» = «ints»",
    "«new int», «new str» = «pair»",
    "(«new int», «new str»), *«new rows» = «rows»",
    "«new int» = «new int» = «int»",
    "«new str», «new str» = «str»[:2]",
    "«new int», «new int» = divmod(«int», «int»)",
    "«new ints» = [«int» for _ in range(3)]\nd«fresh» = d«last»_ = «ints»\nd«last».append(«int»)\nprint(d«last»_)",
    "def f«fresh»(n, k=«int», *rest, last=«int»):\n    return n * k + sum(rest) - last\n«new int» = f«last»(«int»)\n"
    "print(f«last»(1, 2, 3, last=4), f«last»(k=«int», n=«int»))",
    "n«fresh» = 0 + «int»\ndef f«last»(step):\n    nonlocal n«last»\n    n«last» += step\n    return n«last»\n"
    "print([f«last»(«int») for _ in range(2)], n«last»)",
    "def f«fresh»(limit):\n    for i in range(limit & 3):\n        yield i * «int»\n    return\n«new ints» = list(f«last»(«int»))",
    "g«fresh» = guarded(«int» & 7)\nprint(next(g«last», None))\nprint(next(g«last», 'end'))\ng«last».close()",
    "g«fresh» = (x * «int» for x in «ints»)\nprint(next(g«last», None), list(g«last»))",
    "g«fresh» = guarded(6)\ntry:\n    print(next(g«last»), g«last».send(«1 2 3»), g«last».throw(Fault('thrown')))\nexcept Exception as error:\n    print(repr(error))",
    "f«fresh» = [lambda n, i=i: n + i for i in range(3)]\nprint([f(«int») for f in f«last»])",
    "it«fresh» = iter(«ints strs»)\nprint(list(zip(it«last», it«last»)))",
    "s«fresh» = slice(«int», «maybe», «1 -1 2»)\nprint(«ints»[s«last»], «str»[s«last»], s«last».indices(5))",
    "«new ints» = [(y«fresh» := x + 1) * y«last» for x in [1, «int»]]\nprint(y«last»)",
    "one«fresh», two«last» = «int», «int»\none«last», two«last» = two«last», one«last»\nprint(one«last», two«last»)",
)
"""Statements whose new variables stay in sight."""

UNTYPED = (
    "one«fresh», two«last» = «int», «str»\none«last», two«last» = two«last», one«last»\nprint(one«last», two«last»)",
    "v«fresh» = «int»\nif «bool»:\n    v«last» = «str»\nprint(v«last»)",
)
"""The same, for functions without annotations: variables that become something else."""
