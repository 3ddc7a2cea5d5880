"""Other names of modules, and members of modules by their names."""

import bisect, sys, json

tools = json


def f():
    mod = bisect
    print(mod.bisect_left([1, 2, 3], 2), mod.__name__)

    def g():
        return mod.insort

    a = []
    g()(a, 3)
    print(a)


f()
print(
    tools.dumps([1]),
    getattr(sys, "maxsize"),
    hasattr(sys, "maxsize"),
    hasattr(sys, "zzq"),
    getattr(json, "zz", 3),
    getattr(json, "dumps")([2]),
)
