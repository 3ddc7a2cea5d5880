from dataclasses import dataclass, field, make_dataclass
class Base:
    def __hash__(self): return 301
def f():
    for (eq, order, result) in [(False, False, 'neither'), (False, True, 'exception'), (True, False, 'eq_only'), (True, True, 'both')]:
        if result == 'exception':
            try:
                @dataclass(eq=eq, order=order)
                class C: pass
            except ValueError as e: print(e)
        else:
            @dataclass(eq=eq, order=order)
            class C:
                pass
            if result == 'neither': print('__eq__' in C.__dict__, '__lt__' in C.__dict__)
            elif result == 'both': print('__eq__' in C.__dict__, '__lt__' in C.__dict__)
            else: print('__eq__' in C.__dict__, '__lt__' in C.__dict__, eq)
def g():
    for (frozen, eq, base, expected) in [(None, None, object, 'unhashable'), (None, False, Base, 'base'), (True, True, Base, 'tuple')]:
        if frozen is None and eq is None:
            @dataclass
            class C(base):
                i: int
        elif frozen is None:
            @dataclass(eq=eq)
            class C(base):
                i: int
        elif eq is None:
            @dataclass(frozen=frozen)
            class C(base):
                i: int
        else:
            @dataclass(frozen=frozen, eq=eq)
            class C(base):
                i: int
        try: print(hash(C(10)) - (hash((10,)) if expected == 'tuple' else 0))
        except TypeError as e: print(e)
def h():
    for n in [1, 2]:
        class K:
            limit = n
            def __call__(self): return n
        print(K.limit, K()(), n)
    for title in ["A", "B"]:
        C = make_dataclass(title, ["x", ("y", int, 3)])
        print(C(1), C.__name__)
    for name in 'A', '\xc4', 'B.A', '42', '':
        A = type(name, (), {})
        print(A.__name__, A.__qualname__, A.__module__)
        A.__name__ = name + "x"
        print(A.__name__)
f(); g(); h()
