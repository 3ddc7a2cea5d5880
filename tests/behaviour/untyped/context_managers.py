class Trace:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        print("enter", self.name)
        return self

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind.__name__ if kind else None, value)
        return self.swallow

with Trace("a") as a, Trace("b"):
    print("body", a.name)
with Trace("c", swallow=True):
    raise ValueError("gone")
try:
    with Trace("d"):
        raise KeyError("kept")
except KeyError as error:
    print("caught", error)

def early():
    with Trace("e"):
        return "returned"

print(early())
