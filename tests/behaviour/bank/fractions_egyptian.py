from fractions import Fraction
from math import ceil


def egyptian(fraction):
    parts = []
    while fraction:
        unit = Fraction(1, ceil(1 / fraction))
        parts.append(unit)
        fraction -= unit
    return parts


for f in (Fraction(3, 7), Fraction(5, 121), Fraction("0.75")):
    print(f, "=", " + ".join(str(p) for p in egyptian(f)))
print(Fraction(1, 3) + Fraction(1, 6), float(Fraction(1, 8)))
