"""A property that only a format string names."""


class Point:
    @property
    def name(self) -> str:
        return "P"


print("{0.name}".format(Point()))
