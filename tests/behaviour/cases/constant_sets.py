"""Displays of numbers in the order of CPython."""

print({10, 20, 30, 40, 50}, {1, 2, 3}, {100, 200, 300}, {5, 13, 21, 29, 37, 45})
print(set((10, 20, 30, 40, 50)), {10, 20, 30, 40, int("50")})
s = {8, 16, 24, 32, 40, 48, 56, 64, 72}
print(s, s | {1}, list(s))
x = 5
print({x, 9, 17, 25, 33}, {-1, -2, -3, -4, 0, 7}, {3, 1, 2, 3, 1})
for v in {1000, 2000, 3000, 4000}: print(v)
print({v for v in (10, 20, 30, 40, 50)}, frozenset({10, 20, 30, 40, 50}))
print({True, 2, 9, 10, 17})
for i, v in enumerate({1000, 2000, 3000, 4000}): print(i, v)
print([v for v in {1000, 2000, 3000, 4000}], list(v for v in {1000, 2000, 3000, 4000}), [v for v in {10, 20, 30, 40, 50}], list({10, 20, 30, 40, 50}))
a = [v * 2 for v in {7.5, 8.25, 100.0, 1e10, -3}]
print(a, {1, True, 2, 2.0, 3}, {0.5, 1.5, 2.5, 3.5})
print({8, 16, 0}, {0, 8, 16}, {16, 8, 0})
def later(): return {64, 32, 0}
print({0, 32, 64}, later())
def first():
    if 5 in {128, 256, 0}: return 1
    return {0, 128, 256}, [v for v in {256, 0, 128}]
print(first(), {1.0, 2, 3}, {1, 2, 3}, {True, 2, 3}, {256, 128, 0} | {5})
