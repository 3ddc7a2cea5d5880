"""What a format with one argument takes as a mapping."""


class M:
    def __str__(self):
        return "M"

    def __getitem__(self, k):
        return "got " + k


class P:
    pass


class D(dict):
    pass


class L(list):
    pass


class T(tuple):
    pass


class S(str):
    pass


for x in [M(), P(), D(a=1), L([1]), T((1,)), S("x"), {"a": 1}, [1], 5, None, "s", b"b", range(3), {1}]:
    for f in ["%(a)s", "none", "%s"]:
        try:
            print(type(x).__name__, f, f % x if not isinstance(x, P) or f != "%s" else "skip")
        except Exception as e:
            print(type(x).__name__, f, type(e).__name__, e)
