"""The body of a class in a function has names of its own: what it binds never means the function's variable."""

import contextlib
from dataclasses import dataclass

z = "global z"
w = "global w"


def method_reads_the_function():
    x = 1

    class K:
        x = 2

        def m(self):
            return x

    return K().m(), x, K.x


def parameter(name, timeout=5):
    class T:
        name = "fixed"

    class Conf:
        timeout = 1

    return T.name, name, Conf.timeout, timeout


def dataclass_field():
    age = "young"

    @dataclass
    class Person:
        name: str
        age: int = 5

    return Person("a"), Person("b", 6), age


def global_first():
    z = "local z"

    class L:
        try:
            z = z + "!"
        except NameError as error:
            message = str(error)

    return L.z, z


def unset_global():
    only_here = 1

    class L:
        try:
            only_here = only_here + 1
        except NameError as error:
            message = str(error)

    return L.message, hasattr(L, "only_here"), only_here


def reads_the_function():
    w = "local w"
    unchanged = [1]

    class L:
        seen = w
        unchanged.append(2)
        items = [w for _ in unchanged]

    return L.seen, L.items, w, unchanged


def nested_functions():
    x = 1
    numbers = [1, 2]

    class K:
        x = 10
        numbers = [3, 4, 5]
        get = lambda self: x  # noqa: E731
        given = lambda self, x=x: x  # noqa: E731
        doubled = [each * x for each in numbers]
        pairs = {each: x for each in numbers}
        lazy = list(x + each for each in numbers)  # noqa: C400

        def method(self, default=x):
            def inner():
                return x, default

            return inner()

    k = K()
    return k.get(), k.given(), k.doubled, k.pairs, k.lazy, k.method(), x, numbers


def deleted():
    x = "function"

    class K:
        x = "class"
        first = x
        del x
        try:
            second = x
        except NameError as error:
            second = str(error)

    return K.first, K.second, hasattr(K, "x"), x


def deleted_unset():
    x = "function"

    class K:
        try:
            del x
        except NameError as error:
            message = str(error)

    return K.message, x


def loops():
    i = "i"
    a = b = rest = "kept"

    class K:
        total = 0
        for i in range(4):
            total += i
        for a, (b, *rest) in [(1, (2, 3, 4))]:
            total += a + b

    return i, a, b, rest, K.i, K.total, K.a, K.b, K.rest


def targets():
    handle = error = saved = "kept"

    class K:
        with contextlib.nullcontext("entered") as handle:
            pass
        try:
            raise ValueError("raised")
        except ValueError as error:
            saved = str(error)

    return handle, error, saved, K.handle, K.saved, hasattr(K, "error")


def definitions():
    def helper():
        return "function's helper"

    class Inner:
        tag = "function's class"

    class K:
        def helper(self):
            return "method", helper(), Inner.tag

        class Inner:
            tag = "class's class"

        tag = Inner.tag

    return helper(), Inner.tag, K().helper(), K.Inner.tag, K.tag


def augmented():
    z = 100
    count = 1

    class K:
        z += " and more"
        count = 5
        count += 1
        count *= 2

    return z, count, K.z, K.count


def walrus():
    n = "kept"
    m = "kept too"

    class K:
        size = (n := 4) + 1
        if (m := n * 2) > 5:
            big = m

    return n, m, K.n, K.m, K.size, K.big


def nested_classes():
    x = "function"

    class Outer:
        x = "outer"
        seen = x

        class Middle:
            seen = x

            class Inner:
                x = "inner"
                seen = x

                def m(self):
                    return x

    return x, Outer.x, Outer.seen, Outer.Middle.seen, Outer.Middle.Inner.seen, Outer.Middle.Inner().m()


def declared():
    x = 1
    w = "local"

    class K:
        nonlocal x
        global w
        x = 2
        w = "new global"
        seen = x, w

    return x, w, K.seen, hasattr(K, "x"), hasattr(K, "w")


def annotated_only():
    z = "local z"

    class K:
        z: str
        seen = z

    return z, K.seen


def conditional(flag):
    z = "local z"

    class K:
        if flag:
            z = "class z"
        seen = z

    return z, K.seen


def matched():
    first = others = "kept"

    class K:
        match [1, 2, 3]:
            case [first, *others]:
                pass

    return first, others, K.first, K.others


def twice(x):
    class K:
        old = x

        def get(self):
            return x

    class Other:
        x = K.old * 2

    return K().get(), Other.x, x


def generator():
    x = 1
    yield x

    class K:
        x = 2
        yes = x

    yield x, K.x, K.yes
    x += 1
    yield x, K.x


def unpacked():
    a = b = 1

    class K:
        a, b = b_, a_ = 5, 6
        a, b = b, a

    return a, b, K.a, K.b


print(method_reads_the_function())
print(parameter("name"))
print(dataclass_field())
print(global_first())
print(unset_global())
print(reads_the_function())
print(nested_functions())
print(deleted())
print(deleted_unset())
print(loops())
print(targets())
print(definitions())
print(augmented())
print(walrus())
print(nested_classes())
print(declared(), w)
print(annotated_only())
print(conditional(True))
print(matched())
print(twice(3))
print(list(generator()))
print(unpacked())


def m():
    return "global m"


def method_further_down():
    def m():
        return "function's m"

    class K:
        before = m()

        def m(self):
            return "method"

        after = m

    return K.before, K().m(), K().after(), m()


def method_not_there_yet():
    def late():
        return "function's"

    class K:
        try:
            before = late()
        except NameError as error:
            before = str(error)

        def late(self):
            return "method"

    return K.before, K().late(), late()


def property_of_a_name():
    value = 3

    class P:
        @property
        def value(self):
            return value

    return P().value, value


def imports():
    sqrt = "kept"

    class N:
        from math import sqrt

        r = sqrt(4)

    return N.r, sqrt


def decorated():
    x = 1

    def keep(value):
        return lambda function: lambda self: (function(self), value)

    class K:
        x = 5

        @keep(x)
        def m(self):
            return x

    return K().m(), x


def raised():
    x = "kept"
    try:

        class N:
            x = 1
            raise ValueError(x)

    except ValueError as error:
        return repr(error), x


def classes_of_one_name():
    class A:
        n = 1

        def new(self):
            return A.n

    class B:
        class A:
            n = 2

        v = A.n

        def new(self):
            return A.n

    return A().new(), B.v, B().new(), B.A.n


class AtModuleLevel:
    before = m()

    def m(self):
        return "method"

    match (1, 2):
        case (one, two):
            pass


print(method_further_down())
print(method_not_there_yet())
print(property_of_a_name())
print(imports())
print(decorated())
print(raised())
print(classes_of_one_name())
print(AtModuleLevel.before, AtModuleLevel().m(), AtModuleLevel.one, AtModuleLevel.two)
