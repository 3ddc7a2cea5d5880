DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

def to_base(n, base):
    if n < 0:
        return "-" + to_base(-n, base)
    if n < base:
        return DIGITS[n]
    return to_base(n // base, base) + DIGITS[n % base]

for n in (0, 5, 255, -255, 10**20):
    texts = [to_base(n, b) for b in (2, 8, 16, 36)]
    print(texts, all(int(t, b) == n for t, b in zip(texts, (2, 8, 16, 36))))
print(bin(10), oct(10), hex(10), f"{255:08b}", int("ff", 16), int("0b101", 0), int("-0x1F", 16))
