from itertools import groupby
from operator import itemgetter
from collections import defaultdict

SALES = [
    ("north", "apples", 10, 1.25),
    ("south", "pears", 4, 2.0),
    ("north", "pears", 7, 1.9),
    ("east", "apples", 12, 1.1),
    ("south", "apples", 3, 1.3),
    ("north", "apples", 5, 1.2),
]


def total(rows):
    return sum(quantity * price for _, _, quantity, price in rows)


by_region = sorted(SALES, key=itemgetter(0))
for region, rows in groupby(by_region, key=itemgetter(0)):
    rows = list(rows)
    print(f"{region:<8}{len(rows):>3}{total(rows):>10.2f}")

table = defaultdict(lambda: defaultdict(int))
for region, product, quantity, _ in SALES:
    table[product][region] += quantity
for product in sorted(table):
    print(product, dict(sorted(table[product].items())))
best = max(SALES, key=lambda row: row[2] * row[3])
print("best:", *best, sep=" | ")
print({product: sum(r.values()) for product, r in table.items()})
