# A property that is reached by `str.format` as a value.
class Point:
    @property
    def one(self):
        return 1


show = str.format
print(show("{0.one}", Point()))
