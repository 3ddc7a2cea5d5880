def count(n: int) -> int:
    total = 0
    for i in range(n):
        total += i
    return total


def walk(items: list[str]):
    for item in items:
        if not item:
            break
    else:
        return "all"
    return "some"


print(count(3), walk(["a"]))
