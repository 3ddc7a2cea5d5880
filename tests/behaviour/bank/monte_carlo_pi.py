def inside(n, seed=1):
    count = 0
    for _ in range(n):
        seed = seed * 16807 % 2147483647
        a = seed / 2147483647
        seed = seed * 16807 % 2147483647
        count += a * a + (seed / 2147483647) ** 2 <= 1
    return count

print(inside(2000), f"{4 * inside(2000) / 2000:.3f}")
