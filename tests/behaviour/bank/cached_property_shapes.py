from functools import cached_property
import math


class Circle:
    def __init__(self, radius):
        self.radius = radius

    @cached_property
    def area(self):
        print("computing area")
        return math.pi * self.radius ** 2

    @property
    def diameter(self):
        return 2 * self.radius


c = Circle(2)
print(round(c.area, 3))
print(round(c.area, 3))
print(c.diameter)
c2 = Circle(1)
print("%.4f" % c2.area)
