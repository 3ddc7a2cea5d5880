from abc import ABC, abstractmethod
from math import pi

class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    def name(self):
        return type(self).__name__
    def __lt__(self, other):
        return self.area() < other.area()
    def __repr__(self):
        return f"{self.name}({self.area():.2f})"

class Circle(Shape):
    def __init__(self, r): self.r = r
    def area(self): return pi * self.r ** 2
class Rect(Shape):
    def __init__(self, w, h): self.w, self.h = w, h
    def area(self): return self.w * self.h
class Square(Rect):
    def __init__(self, s): super().__init__(s, s)

shapes = [Circle(1), Rect(2, 3), Square(1.5)]
print(sorted(shapes), max(shapes), isinstance(shapes[2], Rect))
try:
    Shape()
except TypeError as error:
    print("abstract" in str(error))
