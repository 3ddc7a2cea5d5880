# An attribute that only the `__init__` stores that a decorator puts into the class.
def prepare(cls):
    def init(self):
        self.n = 1

    cls.__init__ = init
    return cls


@prepare
class Counter:
    def get(self):
        return self.n


print(Counter().get())
