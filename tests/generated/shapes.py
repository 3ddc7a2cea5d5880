"""Classes that programs bring with them: templates as in `forms` and `blocks`.

`«C»` is the class's name, `«: int»` an annotation where the program is typed, `«-> int»` a result's. With each
class stand the kinds of what can be done with an object `o`, so that expressions use it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shape:
    """`make` builds an object; `uses` are expressions by kind, `changes` statements."""

    source: str
    make: str
    uses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    changes: tuple[str, ...] = ()


SHAPES = (
    Shape(
        "class «C»(«Animal Bird»):\n    extra = «plain int»\n    def __init__(self, name«: str», size«: int»)«-> None»:\n"
        "        super().__init__(name)\n        self.size = size\n    def sound(self)«-> str»:\n        «body str self.size:int self.name:str»\n"
        "    @property\n    def area(self)«-> int»:\n        return «expr int self.size:int»\n    @area.setter\n"
        "    def area(self, value«: int»)«-> None»:\n        self.size = «expr int value:int self.size:int»\n"
        "    @classmethod\n    def make(cls, n«: int»)«-> C»:\n        return cls(str(n), n)\n",
        "«C»(«str», «int»)",
        {"int": ("o.size", "o.area", "o.extra", "«C».extra", "«C».make(«int»).area", "o.double(«int»)"), "str": ("o.speak()", "o.sound()", "repr(o)", "o.title"),
         "bool": ("isinstance(o, Bird)", "hasattr(o, '«size width»')")},
        ("o.area = «int»", "o.size += «int»", "o.area *= 2", "«C».extra += 1", "o.extra = «int»", "o.name += «str»"),
    ),
    Shape(
        "@dataclass«(order=True) (frozen=True) (eq=False) ()»\nclass «C»:\n    a: int\n    b: str = «plain str»\n    c: list[int] = field(default_factory=list)\n"
        "    def act(self, n«: int»)«-> int»:\n        «body int self.a:int self.b:str self.c:ints n:int»\n",
        "«C»(«int», «str», «ints»)",
        {"int": ("o.a", "o.act(«int»)"), "str": ("o.b", "repr(replace(o, a=«int»))", "repr(«C»(«int»))"), "ints": ("o.c",),
         "bool": ("(o == «C»(o.a, o.b, o.c))", "(o == «C»(«int»))", "(«C»(«int»).b < o.b)")},
        ("o.a = «int»", "o.b += «str»", "o.c.append(«int»)", "print(o)"),
    ),
    Shape(
        "class «C»:\n    def __init__(self, items«: ints»)«-> None»:\n        self.items = items\n    def __len__(self)«-> int»:\n        return len(self.items)\n"
        "    def __getitem__(self, index«: int»)«-> int»:\n        return self.items[index] «+ * -» «expr int index:int»\n"
        "    def __setitem__(self, index«: int», value«: int»)«-> None»:\n        self.items[index] = «expr int index:int value:int»\n"
        "    def __delitem__(self, index«: int»)«-> None»:\n        del self.items[index]\n"
        "    def __contains__(self, item«: int»)«-> bool»:\n        return «expr bool item:int self.items:ints»\n"
        "    def __iter__(self):\n        for item in self.items:\n            yield «expr int item:int»\n"
        "    def __eq__(self, other):\n        return isinstance(other, «C») and self.items == other.items\n"
        "    def __repr__(self)«-> str»:\n        return f'<{self.items}>'\n",
        "«C»(«ints»)",
        {"int": ("len(o)", "o[«int»]", "o[«index»]", "sum(o)", "max(o)", "next(iter(o))"), "ints": ("list(o)", "o.items", "[x for x in o]", "sorted(o)", "[*o]"),
         "bool": ("(«int» in o)", "bool(o)", "(o == «C»(«ints»))", "(o != o)"), "str": ("repr(o)", "f'{o!r:>9}'")},
        ("o[«int»] = «int»", "del o[«index»]", "o.items.append(«int»)", "o[«index»] += «int»", "for x in o:\n    print(x)"),
    ),
    Shape(
        "class «C»:\n    __slots__ = ('v', 'w')\n    def __init__(self, v«: int», w«: float» = «plain float»)«-> None»:\n        self.v = v\n        self.w = w\n"
        "    def __add__(self, other):\n        if isinstance(other, int):\n            return «C»(self.v + other, self.w)\n"
        "        if isinstance(other, «C»):\n            return «C»(self.v + other.v, self.w «+ - *» other.w)\n        return NotImplemented\n"
        "    def __rsub__(self, other«: int»)«-> C»:\n        return «C»(other - self.v)\n    def __iadd__(self, other«: int»)«-> C»:\n        self.v += other\n        return self\n"
        "    def __neg__(self)«-> C»:\n        return «C»(-self.v, -self.w)\n    def __lt__(self, other«: C»)«-> bool»:\n        return (self.v, self.w) < (other.v, other.w)\n"
        "    def __eq__(self, other):\n        return isinstance(other, «C») and self.v == other.v\n    def __hash__(self)«-> int»:\n        return hash(self.v)\n"
        "    def __bool__(self)«-> bool»:\n        return «expr bool self.v:int»\n    def __int__(self)«-> int»:\n        return self.v\n    def __index__(self)«-> int»:\n        return self.v\n"
        "    def __float__(self)«-> float»:\n        return «expr float self.v:int self.w:float»\n    def __str__(self)«-> str»:\n        return «expr str self.v:int self.w:float»\n"
        "    def __call__(self, k«: int» = 1)«-> int»:\n        return self.v * k\n",
        "«C»(«int»)",
        {"int": ("o.v", "int(o)", "(o + «int»).v", "(«int» - o).v", "o()", "o(k=«int»)", "(-o).v", "max(o, «C»(«int»)).v", "«ints»[o]", "len({o, «C»(«int»), «C»(1)})", "(o + o).v"),
         "float": ("o.w", "float(o)"), "str": ("str(o)", "f'{o}'", "hex(o)"), "bool": ("(o < «C»(«int»))", "(o == «C»(«int»))", "bool(o)", "(not o)", "(o in [«C»(«int»)])")},
        ("o += «int»", "o.v = «int»", "print(o + «str»)", "o.x = 1", "print('%d' % o.v, str(o))", "print(sorted([o, «C»(1), «C»(0)])[0].v)"),
    ),
    Shape(
        "class «C»(«Enum IntEnum»):\n    ONE = 1\n    TWO = 2\n    NINE = 9\n    def act(self, n«: int»)«-> int»:\n        return «expr int n:int»\n"
        "    @property\n    def low(self)«-> str»:\n        return self.name.lower()\n",
        "«C»(«1 2 9 9 3»)",
        {"int": ("o.value", "o.act(«int»)", "len(«C»)", "«C»['«ONE TWO SIX»'].value"), "str": ("o.name", "o.low", "str(o)", "repr(o)", "f'{o.name:>6}'"),
         "bool": ("(o is «C».ONE)", "(o in («C».ONE, «C».TWO))", "(o == 1)"), "strs": ("[each.name for each in «C»]",)},
        ("print(o, repr(o))", "o.value = 3", "print({o: 1}[«C».ONE])", "match o:\n    case «C».ONE:\n        print('one')\n    case _:\n        print('other', o.name)"),
    ),
    Shape(
        "class «C»(«Fault ValueError KeyError Deep»):\n    def __init__(self, text«: str», code«: int» = «plain int»)«-> None»:\n        Exception.__init__(self, text)\n"
        "        self.code = code\n        self.depth = 0\n    def describe(self)«-> str»:\n        return «expr str self.code:int»\nclass «C»x(«C»):\n    pass\n",
        "«C»(«str»)",
        {"int": ("o.code", "len(o.args)"), "str": ("o.describe()", "repr(o)", "str(o)"), "bool": ("isinstance(o, «ValueError Fault LookupError»)",)},
        ("raise o", "raise «C»x(«str»)", "raise o from ValueError(«str»)", "try:\n    raise «C»x(«str», 5)\nexcept «C» as e:\n    print(type(e).__name__, e, e.code)",
         "try:\n    «block»\nexcept «caught»:\n    raise o"),
    ),
    Shape(
        "class «C»:\n    def __init__(self, limit«: int»)«-> None»:\n        self.limit = limit & 7\n        self.at = 0\n    def __iter__(self)«-> C»:\n        return self\n"
        "    def __next__(self)«-> int»:\n        if self.at >= self.limit:\n            raise StopIteration\n        self.at += 1\n        return «expr int self.at:int»\n"
        "    def __enter__(self)«-> C»:\n        return self\n    def __exit__(self, kind, error, trace):\n        print('closed', kind and kind.__name__)\n        self.at = 0\n"
        "        return «expr bool self.limit:int»\n",
        "«C»(«int»)",
        {"int": ("next(o)", "next(o, «int»)", "sum(o)", "o.at"), "ints": ("list(o)", "[x for x in o]", "sorted(o)"), "str": ("' '.join(map(str, o))",), "bool": ("any(o)", "(«int» in o)")},
        ("with o:\n    «block»", "with o as q:\n    print(next(q))", "o.limit = «int» & 7", "for x in o:\n    print(x)\n    if x > 3:\n        break"),
    ),
    Shape(
        "class «C»:\n    kinds: dict[str, int] = {}\n    def __init__(self, base«: table»)«-> None»:\n        self.base = base\n    def __getattr__(self, name«: str»)«-> int»:\n"
        "        if name in self.base:\n            return self.base[name]\n        raise AttributeError(name)\n    def put(self, key«: str», value«: int» = 0, *more«: int», **named«: int»)«-> int»:\n"
        "        self.base[key] = value + sum(more)\n        self.base.update(named)\n        self.kinds[key] = len(more)\n        return «expr int value:int self.base:table key:str»\n"
        "    @staticmethod\n    def pick(a«: int», /, b«: int» = 3, *, c«: int» = 4)«-> int»:\n        return «expr int a:int b:int c:int»\n",
        "«C»(«table»)",
        {"int": ("o.a", "o.put(«str», «int»)", "o.put(«str», *«ints», z=«int»)", "o.pick(«int», c=«int»)", "getattr(o, «str», «int»)", "o.pick(«int», «int»)"),
         "table": ("o.base", "«C».kinds"), "bool": ("hasattr(o, '«a b»')",)},
        ("print(o.b)", "o.base[«str»] = «int»", "print(o.put(key=«str», value=«int»))"),
    ),
)  # fmt: skip
