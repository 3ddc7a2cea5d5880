import string
from collections import Counter

ENGLISH = "etaoinshrdlcumwfgypbvkjxqz"


def shift(text, n):
    lower, upper = string.ascii_lowercase, string.ascii_uppercase
    table = str.maketrans(lower + upper, lower[n:] + lower[:n] + upper[n:] + upper[:n])
    return text.translate(table)


def score(text):
    counts = Counter(c for c in text.lower() if c.isalpha())
    return sum(counts[c] * (26 - ENGLISH.index(c)) for c in counts)


secret = shift("Meet me at the old bridge, and bring the documents!", 7)
print(secret)
candidates = sorted(((score(shift(secret, n)), n) for n in range(26)), reverse=True)[:3]
for points, n in candidates:
    print(points, n, shift(secret, n))
print(Counter("mississippi").most_common(), (Counter("aab") - Counter("ab")), Counter(a=1) + Counter(a=2, b=1))
