import json


class Config:
    debug = False

    def __init__(self, **options):
        self.created = 1
        self.__dict__.update(options)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in sorted(vars(self).items()))})"

    def __eq__(self, other):
        return self.__dict__ == other.__dict__

    @property
    def level(self):
        return self.__dict__.setdefault("_level", "info")


class Child(Config):
    __slots__ = ()

    def __init__(self, x):
        super().__init__(x=x)
        self.y = 2


class Borg:
    _state = {}

    def __init__(self):
        self.__dict__ = self._state


class Slotted:
    __slots__ = ("a",)

    def __init__(self):
        self.a = 1


class Broken(ValueError):
    def __init__(self, text, code):
        super().__init__(text)
        self.code = code


c = Config(debug=True, path="/x")
print(c, c.debug, Config.debug, c.path)
d = vars(c)
d["extra"] = [1]
c.later = 5
print(d, c.extra, d is c.__dict__, c.level, d["_level"])
del c.path
print("path" in d, d.pop("debug"), c.debug)
print(Child(3), Child(3) == Child(3), Child(3) == Child(4), list(Child(1).__dict__))
one, two = Borg(), Borg()
one.value = 42
print(two.value, one == two, one.__dict__ is two.__dict__)
for odd in (Slotted(), 5):
    try:
        print(odd.__dict__)
    except AttributeError as error:
        print(error)
    try:
        e = vars(odd)
    except TypeError as error:
        print(error)
b = Broken("t", 3)
b.__dict__["note"] = "n"
print(b.note, b.args, vars(b), json.dumps([c, b], default=lambda o: o.__dict__))
b.__dict__.clear()
print(hasattr(b, "code"), dict(b.__dict__))
try:
    one.__dict__ = 5
except TypeError as error:
    print(error)
keys = {"p": 1, **vars(two)}
print(keys, json.dumps(two.__dict__))


def build(cls, **values):
    made = cls.__new__(cls)
    made.__dict__ = dict(values)
    return made


print(build(Config, a=1), build(Child, b=2).b)
values = [Config(i=i) for i in range(300)]
for each in values:
    vars(each)["n"] = str(each.i)
print(sum(int(each.n) for each in values))
