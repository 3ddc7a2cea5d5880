"""A dict of a hundred thousand str keys: build, look up, update, delete."""


def main(size: int) -> None:
    table: dict[str, int] = {}
    for i in range(size):
        table[f"key-{i}"] = i
    total = 0
    for _ in range(3):
        for i in range(size):
            total += table[f"key-{i * 7 % size}"]
    for key in list(table):
        if table[key] % 3 == 0:
            del table[key]
        else:
            table[key] += 1
    print(len(table), total, sum(table.values()), "key-7" in table, "key-9" in table)


main(100_000)
