rows = [
    {"item": "Widget", "qty": 12, "price": 3.5, "tags": ["a", "b"]},
    {"item": "Gadget, large", "qty": 1, "price": 1299.99, "tags": []},
    {"item": "Ünïcode", "qty": 1000, "price": 0.005, "tags": ["x"]},
]
width = max(len(r["item"]) for r in rows)
header = "{:<{w}} | {:>6} | {:>12} | {}".format("item", "qty", "total", "tags", w=width)
print(header)
print("-" * len(header))
for r in rows:
    line = "{item:<{w}} | {qty:>6,} | {total:>12,.2f} | {tags}".format(
        w=width, total=r["qty"] * r["price"], tags="/".join(r.pop("tags")) or "-", **r)
    print(line)
print("%-10s|%5d|%08.3f|%+d|%x|%o|%e|%r|%%" % ("left", 42, 3.14159, 7, 255, 8, 12345.678, "q"))
print(f"{'centre':*^20}{3.0:>8.1f}{True!s:>6}{0.256:.1%}{1e10:g}{255:#x}")
name = "world"
print(f"{name!r:>10} {name.upper():_<10} {len(name)=} {2 ** 10 = :,}")
print("{0} {1} {0} {2[k]} {3.real}".format("a", "b", {"k": "v"}, 5))
print("%(a)s-%(b)03d" % {"a": "x", "b": 7}, "{:%Y/%m}".format(__import__("datetime").date(2024, 3, 1)))
