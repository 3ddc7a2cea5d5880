class Base:
    def __init__(self, **kwargs):
        if kwargs:
            raise TypeError("unexpected " + ", ".join(sorted(kwargs)))

    def describe(self):
        return ["base"]


class NameMixin:
    def __init__(self, name="?", **kwargs):
        super().__init__(**kwargs)
        self.name = name

    def describe(self):
        return ["name=" + self.name] + super().describe()


class SizeMixin:
    def __init__(self, size=0, **kwargs):
        super().__init__(**kwargs)
        self.size = size

    def describe(self):
        return [f"size={self.size}"] + super().describe()


class Box(NameMixin, SizeMixin, Base):
    def describe(self):
        return [type(self).__name__] + super().describe()


print(Box(name="b", size=3).describe())
print([c.__name__ for c in Box.__mro__])
print(Box().describe(), issubclass(Box, SizeMixin))
try:
    Box(colour="red", age=3)
except TypeError as e:
    print(e)
