count = 0


class K:
    def __hash__(self):
        global count
        count += 1
        return 5

    def __eq__(self, o):
        return self is o


d = {K(): 1, K(): 2}


def show(t):
    global count
    print(t, count)
    count = 0


show("dict")
s = set(d)
show("set")
s = frozenset(d)
show("frozenset")
s = set()
s.update(d)
show("update")
s = set(d) - set(d)
show("-")
s = set(d).difference(d)
show("difference")
s = set(d).intersection(d)
show("intersection")
s = set(d).union(d)
show("union")
s = set(d).symmetric_difference(d)
show("symm")
s = dict.fromkeys(set(d))
show("fromkeys")
s = dict.fromkeys(d)
show("fromkeys d")
s = dict(d)
show("dict(d)")
s = {**d}
show("**d")
x = set(d)
x.difference_update(d)
show("diffup")
x = set(d)
x.symmetric_difference_update(d)
show("symup")
x = set(d)
x.issubset(d)
show("subset")
x = set(d)
x.issuperset(d)
show("superset")
x = set(d)
x.isdisjoint(d)
show("disjoint")
s = {*d}
show("star")
s = set(d.keys())
show("keys")
s = d.keys() & d.keys()
show("keys&")
s = d.copy()
show("copy")
d.update(d)
show("upd")
s = d | d
show("or")
