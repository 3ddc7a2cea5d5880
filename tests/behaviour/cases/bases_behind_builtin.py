"""What a built-in base defines hides what the bases behind it define."""

class M:
    def __repr__(self): return "M"
    def __str__(self): return "Ms"
    def __len__(self): return 77
    def __eq__(self, o): return True
    def __contains__(self, o): return True
    def __hash__(self): return 12345
    def __bool__(self): return False
    def __getitem__(self, k): return "item"
    def __iter__(self): return iter("abc")
    def __call__(self): return "called"
    def __format__(self, s): return "fmt"
    def __add__(self, o): return "add"
class L(list, M): pass
class D(dict, M): pass
class S(str, M): pass
class I(int, M): pass
class E(Exception, M): pass
class T(tuple, M): pass
for x in [L([1]), D(a=1), S("s"), I(3), E("e"), T((1,))]:
    for f in (repr, str, len, lambda x: x == 9, lambda x: 1 in x, bool, lambda x: x[0], list, lambda x: x(), lambda x: hash(x) == 12345, lambda x: f"{x}", lambda x: x + 1, format):
        try: print(f(x))
        except Exception as e: print(type(e).__name__, e)
