from collections import Counter

text = "she sells sea shells by the sea shore"
counts = Counter(c for c in text if c.isalpha())
for letter, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]:
    print(f"{letter} {'#' * n:<8}|{n:>3} {n / sum(counts.values()):6.1%}")
bins = {}
for value in (1, 5, 12, 18, 25, 99):
    bins.setdefault(value // 10 * 10, []).append(value)
print(bins)
