class Roman(int):
    PAIRS = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    def __str__(self):
        n, out = int(self), ""
        for value, text in self.PAIRS:
            out += text * (n // value)
            n %= value
        return out
    def __add__(self, other): return Roman(int(self) + int(other))

print(Roman(1994), Roman(2024) + 1, f"{Roman(4)!s:>5}|", Roman(3) * 2, Roman(9) == 9, sorted([Roman(9), Roman(4)])[0])
