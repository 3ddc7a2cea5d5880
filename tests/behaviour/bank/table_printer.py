def table(rows, header):
    widths = [max(len(str(r[i])) for r in [header, *rows]) for i in range(len(header))]
    line = "+".join("-" * (w + 2) for w in widths)
    yield "|".join(f" {h:^{w}} " for h, w in zip(header, widths))
    yield line
    for row in rows:
        yield "|".join(f" {c:>{w}} " if isinstance(c, (int, float)) else f" {c:<{w}} " for c, w in zip(row, widths))

print("\n".join(table([("apple", 3, 1.5), ("kiwi", 12, 0.25)], ("fruit", "n", "price"))))
