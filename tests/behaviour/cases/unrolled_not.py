# the variable of the loop is rebound where the body does not show it
def rebind():
    global size
    size = 9
for size in (1,):
    rebind()
    class Box:
        limit = size
    print(Box.limit, size)
def nested():
    def rebind():
        nonlocal kind
        kind = 7
    for kind in (1,):
        rebind()
        class Box:
            limit = kind
        print(Box.limit, kind)
nested()
# a yield that no copy would keep
def generator():
    for kind in ("a",):
        class G:
            v = kind
        print(G.v)
        if kind == "c":
            yield G
print(type(generator()).__name__, list(generator()))
# all items are evaluated before the first round
class A: pass
def t(f):
    try: f()
    except Exception as e: print(type(e).__name__, e)
def unknown():
    for x in (1, nope):
        class U(A):
            v = x
        print("made U")
t(unknown)
def early():
    for base in (A, Late):
        class U:
            v = base
        print("made", base.__name__)
t(early)
class Late: pass
def unbound():
    for base in (A, C):
        class U:
            v = base
        class C: pass
        print("made", base.__name__)
t(unbound)
def unhashable():
    for x in (1, {(1, [2])}):
        class U:
            v = x
        print("made U")
t(unhashable)
def unhashable_key():
    for x in (1, {(1, [2]): 3}):
        class U:
            v = x
        print("made U")
t(unhashable_key)
def negative():
    for x in (1, -"a"):
        class U:
            v = x
        print("made U")
t(negative)
def default():
    for x in (1, lambda y=nope: y):
        class U:
            v = x
        print("made U")
t(default)
def target():
    x = 5
    for x, y in ((1, x),):
        class U:
            v = y
        print(U.v)
target()
def shadowed(dict):
    for x in (1, dict()):
        class U:
            v = x
        print("made U")
def fail(): raise ValueError("dict")
t(lambda: shadowed(fail))
