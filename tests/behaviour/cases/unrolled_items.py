class A: pass
def local():
    class B(A): pass
    for base, title in ((A, "a"), (B, "b"), (object, "o")):
        class K(base):
            tag = title
        print([each.__name__ for each in K.__mro__], K.tag)
local()
def given():
    for name, value in [("a", [1]), ("b", {"k": 2}), ("c", dict()), ("d", set([1])), ("e", -1), ("f", lambda: 3)]:
        class V:
            n = name
            val = value
            def get(self, name=name): return name, V.n
        print(V().get(), V().get("z"), V.val if name != "f" else 0)
given()
