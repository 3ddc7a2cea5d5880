def mixed(a: int, b: float, c):
    return a + a * 2, b / a, c + a


def compare(a: int, s: str):
    return 0 < a < 10 and s == "x"


print(mixed(1, 2.0, 3), compare(1, "x"))
