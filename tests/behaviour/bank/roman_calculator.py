NUMERALS = dict(M=1000, CM=900, D=500, CD=400, C=100, XC=90, L=50, XL=40, X=10, IX=9, V=5, IV=4, I=1)


class Roman(int):
    def __new__(cls, value):
        if isinstance(value, str):
            value = cls.from_text(value)
        return super().__new__(cls, value)

    @staticmethod
    def from_text(text):
        total = 0
        while text:
            for numeral, amount in NUMERALS.items():
                if text.startswith(numeral):
                    total += amount
                    text = text[len(numeral):]
                    break
            else:
                raise ValueError(f"not a roman numeral: {text}")
        return total

    def __str__(self):
        n, out = int(self), []
        for numeral, amount in NUMERALS.items():
            while n >= amount:
                out.append(numeral)
                n -= amount
        return "".join(out)

    def __repr__(self):
        return f"Roman({str(self)!r})"

    def __add__(self, other):
        return Roman(int(self) + int(other))


print(Roman("MCMXCIV") + 30, repr(Roman(4)), Roman("XII") == 12, Roman(5) * 2)
print(sum([Roman("I"), Roman("V")], Roman(0)), f"{Roman(9)}", "%s" % Roman(40))
try:
    Roman("ABC")
except ValueError as e:
    print(e)
