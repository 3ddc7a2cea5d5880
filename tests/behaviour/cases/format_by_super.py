# A property that is reached by the `format` of str behind a class's own.
class Point:
    @property
    def two(self):
        return 2


class Text(str):
    def format(self, value):
        return super().format(value)


print(Text("{0.two}").format(Point()))
