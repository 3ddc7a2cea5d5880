x = "global"
def outer():
    x = "outer"
    def inner():
        nonlocal x
        before = x
        x = "changed"
        return before
    return inner(), x
def reader(): return x
def writer():
    global x, made
    x, made = "written", 1
print(outer(), reader())
writer()
print(x, made, reader(), [x for x in range(2)], x)
funcs = [lambda n=n: n * 10 for n in range(3)] + [lambda: n for n in range(2)]
print([f() for f in funcs])
class Box:
    x = "class"
    y = [x for _ in range(1)]
    def get(self): return x
print(Box.y, Box().get())
