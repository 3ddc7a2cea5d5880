from math import gcd

class Fraction:
    def __init__(self, top, bottom=1):
        if bottom == 0:
            raise ZeroDivisionError(f"{top}/0")
        sign = -1 if bottom < 0 else 1
        g = gcd(top, bottom)
        self.top, self.bottom = sign * top // g, sign * bottom // g
    def __add__(self, o):
        o = o if isinstance(o, Fraction) else Fraction(o)
        return Fraction(self.top * o.bottom + o.top * self.bottom, self.bottom * o.bottom)
    __radd__ = __add__
    def __mul__(self, o):
        o = o if isinstance(o, Fraction) else Fraction(o)
        return Fraction(self.top * o.top, self.bottom * o.bottom)
    def __lt__(self, o):
        return self.top * o.bottom < o.top * self.bottom
    def __eq__(self, o):
        return isinstance(o, Fraction) and (self.top, self.bottom) == (o.top, o.bottom)
    def __hash__(self):
        return hash((self.top, self.bottom))
    def __repr__(self):
        return f"{self.top}/{self.bottom}" if self.bottom != 1 else str(self.top)
    def __float__(self):
        return self.top / self.bottom

half, third = Fraction(1, 2), Fraction(1, 3)
print(half + third, half * third, half + 1, sum([half, third, Fraction(1, 6)]), sorted([half, third]), float(third))
print(len({Fraction(2, 4), half}), Fraction(3, -6))
try:
    Fraction(1, 0)
except ZeroDivisionError as e:
    print(e)
