class AttrDict(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name)

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        del self[name]


d = AttrDict(a=1, b=2)
d.c = 3
print(d.a + d.b + d.c, d)
del d.a
print("a" in d, len(d), sorted(d))
try:
    d.zzz
except AttributeError as e:
    print("no attribute", e)
print(hasattr(d, "b"), hasattr(d, "q"), getattr(d, "q", 42))
d.update(x=9)
print(d.x, d["x"], d == {"b": 2, "c": 3, "x": 9})
