"""Generators and coroutines show the name of their function in full."""

import re
class C:
    def m(self): yield 1
    async def co(self): pass
    async def ag(self): yield 1
def f():
    def g(): yield 1
    return g()
def show(v): print(re.sub("0x[0-9a-f]+", "X", repr(v)))
show(C().m()); show(f()); show(x for x in []); show(C().ag())
c = C().co(); show(c); c.close()
def h(): return (i for i in [])
show(h())
l = lambda: (yield)
show(l())
