import abc, functools
class Abstract(abc.ABC):
    @functools.singledispatchmethod
    @abc.abstractmethod
    def add(self, x, y):
        pass
class Other(abc.ABC):
    @abc.abstractmethod
    def add(self, x, y):
        pass
def t(f):
    try: f(); print("nothing")
    except TypeError as e: print(e)
t(lambda: Abstract()); t(lambda: Other()); t(Other)
