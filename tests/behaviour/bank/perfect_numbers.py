def divisors(n):
    small = [d for d in range(1, int(n ** 0.5) + 1) if n % d == 0]
    return small + [n // d for d in reversed(small) if d * d != n]

def kind(n):
    total = sum(divisors(n)) - n
    return "perfect" if total == n else "abundant" if total > n else "deficient"

from collections import Counter
print(divisors(36), kind(6), kind(12), kind(8))
print(sorted(Counter(map(kind, range(1, 100))).items()))
