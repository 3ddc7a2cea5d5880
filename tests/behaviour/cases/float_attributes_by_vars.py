"""A float in a typed attribute is read by `vars` only: nothing else in the program shows or boxes one."""

class A:
    def __init__(self) -> None:
        self.x = 0.5
    def __repr__(self) -> str:
        return "A(" + ", ".join("%s=%r" % kv for kv in vars(self).items()) + ")"
    def __eq__(self, o: object) -> bool:
        return isinstance(o, A) and vars(self) == vars(o)
print(A(), A() == A())
