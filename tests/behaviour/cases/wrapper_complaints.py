def t(f):
    try: print(f())
    except Exception as e: print(repr(str(e)))
class L(list): pass
def call(f, *a): return f(*a)
for f in ([].__setitem__, [].__delitem__, "".__contains__, [].__len__, (1).__add__, (1).__pow__, {}.__setitem__,  "".__getitem__, [].__eq__, (1).__neg__,  [].__lt__, {}.__getitem__, [].__getitem__, [].append, L().__len__, L().__setitem__):
    for a in ((), (1,), (1, 2, 3, 4)):
        t(lambda: call(f, *a))
t(lambda: [].__len__()); t(lambda: [1].__contains__(1)); t(lambda: (2).__pow__(3)); t(lambda: (2).__pow__(3, 5))
def t(f):
    try: print(f())
    except Exception as e: print(repr(str(e)))
text = "abc"
a = text.__getnewargs__()
print(a, a[0] is not text)
class S(str): pass
print(S("é\udc80").__getnewargs__() == ("é\udc80",), type(S("x").__getnewargs__()[0]))
t(lambda: [].sort(1, 2, 3, 4)); t(lambda: [].sort(1)); t(lambda: sorted()); t(lambda: sorted([], 1)); t(lambda: "a".find()); t(lambda: "a".split(1,2,3)); t(lambda: [].sort(1, key=None, reverse=True))
