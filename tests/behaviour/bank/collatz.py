def collatz(n):
    steps = 0
    peak = n
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        peak = max(peak, n)
        steps += 1
    return steps, peak

print({n: collatz(n) for n in (1, 7, 27)})
print(max(range(1, 200), key=lambda n: collatz(n)[0]))
