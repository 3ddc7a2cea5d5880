# Functions from outside of a class store instance attributes that hide its class variables.
def prepare(cls):
    def init(self):
        self.n = 1

    cls.__init__ = init
    return cls


@prepare
class Counter:
    n = 0

    def get(self):
        return self.n


def begin(self):
    self.m = 4


class Later:
    m = 3

    def get(self):
        return self.m


Later.__init__ = begin
print(Counter().get(), Counter.n, Later().get(), Later.m)
