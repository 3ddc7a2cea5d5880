class Descriptor:
    def __get__(self, instance, owner):
        raise AttributeError("descriptor")


class DataDescriptor(Descriptor):
    def __set__(self, instance, value):
        raise AttributeError("set")


class P:
    plain = Descriptor()
    data = DataDescriptor()

    @property
    def err(self):
        raise AttributeError("inner")

    @property
    def nested(self):
        return self.missing.strip() + self.err

    def __getattr__(self, name):
        return "asked:" + name


p = P()
print(p.x, p.err, p.plain, p.data, p.nested)
print(getattr(p, "plain", None), hasattr(P, "y"))
try:
    P.plain
except AttributeError as error:
    print(error)
try:
    p.data = 1
except AttributeError as error:
    print(error)


class Q:
    @property
    def err(self):
        raise AttributeError("inner")

    def __getattribute__(self, name):
        return super().__getattribute__(name)

    def __getattr__(self, name):
        return "Q asked:" + name


print(Q().err, Q().other)
