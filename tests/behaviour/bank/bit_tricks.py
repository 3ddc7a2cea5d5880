def popcount(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count

def gray(n): return n ^ (n >> 1)
def reverse_bits(n, width=8): return int(f"{n:0{width}b}"[::-1], 2)

print([popcount(n) for n in (0, 1, 255, 2**70 - 1)], [f"{gray(i):03b}" for i in range(8)], reverse_bits(0b00010011))
print(~5, -5 >> 1, 5 & -2, 1 << 65, (1 << 65) >> 64, 0xFF ^ 0x0F, bool(6 & 2), bin(-10), (-1) & 0xFFFFFFFF)
flags = 0
for bit in (0, 3): flags |= 1 << bit
print(flags, flags & ~(1 << 3), [i for i in range(8) if flags >> i & 1])
