for a, b in ((12, 10), (-12, 10), (0, 5), (255, -1)):
    print(a & b, a | b, a ^ b, a << 2, a >> 1, ~a)
flags = 0
for bit in (0, 3, 5):
    flags |= 1 << bit
print(flags, bin(flags), flags & 1 << 3 != 0, bin(flags).count("1"))
flags ^= 0b111
flags <<= 4
flags >>= 1
flags %= 100
flags //= 3
flags **= 2
print(flags)
print((-7).bit_length(), (10).bit_count(), True + True, True & False, True | 2, not 0)
