from functools import cached_property, lru_cache, partialmethod, wraps


class Typed:
    def __init__(self, kind, default=None):
        self.kind = kind
        self.default = default

    def __set_name__(self, owner, name):
        print("named", owner.__name__, name)
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        instance.__dict__[self.name] = value


class Deleting(Typed):
    def __delete__(self, instance):
        del instance.__dict__[self.name]


class Person:
    name = Typed(str, "?")
    age = Deleting(int, 0)
    plain = 5

    def __init__(self, name, age):
        self.name = name
        self.age = age

    def birthday(self):
        self.age += 1
        return self.age


class Worker(Person):
    job = Typed(str)

    def __init__(self, name, age, job):
        super().__init__(name, age)
        self.job = job


p = Worker("Ann", 30, "smith")
print(
    p.name,
    p.age,
    p.job,
    p.birthday(),
    vars(p),
    Person.name is Person.__mro__[0].name,
    type(Person.age).__name__,
)
for attribute, value in (("age", "old"), ("name", 3), ("job", "baker"), ("plain", 6)):
    try:
        setattr(p, attribute, value)
        print(getattr(p, attribute), Person.plain)
    except TypeError as error:
        print("TypeError:", error)
del p.age
print(p.age, "age" in p.__dict__)
try:
    del p.name
except AttributeError as error:
    print("AttributeError", error)
Person.name = "replaced"
print(Person.name, p.name)


class Lazy:
    """Computes once: the instance's own value hides it."""

    def __init__(self, function):
        self.function = function
        self.__doc__ = function.__doc__

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.function(instance)
        return value


class Squares:
    def __init__(self, n):
        self.n = n

    @Lazy
    def total(self):
        print("computing total")
        return sum(i * i for i in range(self.n))

    @cached_property
    def half(self):
        print("computing half")
        return self.n / 2

    @lru_cache(maxsize=None)
    def power(self, k):
        print("computing power", k)
        return self.n**k

    def scale(self, by, extra=0):
        return self.n * by + extra

    double = partialmethod(scale, 2)
    more = partialmethod(scale, 2, extra=1)


s = Squares(5)
print(s.total, s.total, s.half, s.half, s.power(2), s.power(2), s.double(), s.more(), sorted(vars(s)))
s.half = 9
print(s.half)
del s.half
print(s.half, Squares.power.cache_info(), Squares(5).half)


class Counted:
    """A decorator with state that also works on methods."""

    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)

    def __get__(self, instance, owner):
        if instance is None:
            return self

        def bound(*args):
            return self(instance, *args)

        return bound


class Greeter:
    def __init__(self, name):
        self.name = name

    @Counted
    def greet(self, word="hi"):
        return f"{word} {self.name}"


@Counted
def plain(x):
    return x + 1


g = Greeter("Bo")
print(g.greet(), g.greet("yo"), Greeter.greet.calls, plain(1), plain(2), plain.calls)


class ClassProperty:
    def __init__(self, getter):
        self.getter = getter

    def __get__(self, instance, owner):
        return self.getter(owner)


class Base:
    @ClassProperty
    def label(cls):
        return cls.__name__.lower()


class Derived(Base):
    pass


print(Base.label, Derived.label, Derived().label, getattr(Derived, "label"))


class Naming:
    def __set_name__(self, owner, name):
        raise KeyError(name)


try:

    class Named:
        x = Naming()
except RuntimeError as error:
    print(error, repr(error.__cause__))


class Reading:
    def __get__(self, instance, owner):
        return "read"


class Hidden:
    x = Reading()

    def __init__(self):
        self.y = self.x
        self.x = "own"


h = Hidden()
print(h.x, h.y, Hidden.x, vars(h))
