# The same around the class's own `__init__`.
def logged(cls):
    own = cls.__init__

    def init(self, *arguments):
        self.log = []
        own(self, *arguments)

    cls.__init__ = init
    return cls


@logged
class Item:
    def __init__(self, n):
        self.n = n

    def add(self, text):
        self.log.append(text)
        return self.log


print(Item(1).add("a"), vars(Item(2)))
