"""A decorated class's name means what the decorator gave."""

from dataclasses import dataclass
from functools import total_ordering, wraps

REGISTRY = {}


def singleton(cls):
    instances = {}

    @wraps(cls, updated=())
    def get(*args, **kwargs):
        if cls not in instances:
            instances[cls] = cls(*args, **kwargs)
        return instances[cls]

    return get


def register(name):
    def decorate(cls):
        REGISTRY[name] = cls
        return cls

    return decorate


def replaced(cls):
    class Other:
        def hello(self):
            return "other instead of " + cls.__name__

    return Other


class Registry:
    def __init__(self):
        self.known = []

    def add(self, cls):
        self.known.append(cls.__name__)
        return cls

    def count(self, cls):
        return len(self.known)


registry = Registry()


@singleton
class Database:
    """Docs."""

    def __init__(self, url):
        self.url = url

    def copy(self):
        return Database("inner") is self


@register("a")
@dataclass
class Point:
    x: int = 1


class Point3(Point):
    z = 5


@replaced
class Replaced:
    def hello(self):
        return "itself"


@registry.add
class Added:
    pass


@registry.count
class Counted:
    pass


@total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


class Fields:
    def _field(default):
        return ("field", default)

    def _shout(method):
        def inner(self):
            return method(self).upper()

        return inner

    name = _field("x")

    @_shout
    def greet(self):
        return "hello"


print(
    Database("a") is Database("b"),
    Database("c").url,
    Database("d").copy(),
    Database.__name__,
    Database.__doc__,
)
print(Point(), Point3().z, isinstance(Point3(), Point), REGISTRY)
print(Replaced().hello(), registry.known, type(Added()).__name__, Counted)
print(Version(1) <= Version(2), Fields.name, Fields().greet())
try:
    isinstance(1, Database)
except TypeError as error:
    print(error)
