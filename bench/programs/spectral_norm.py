"""The largest singular value of an infinite matrix: float lists and calls of small functions."""


def element(i: int, j: int) -> float:
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector: list[float]) -> list[float]:
    size = len(vector)
    result: list[float] = []
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += element(i, j) * vector[j]
        result.append(total)
    return result


def times_transposed(vector: list[float]) -> list[float]:
    size = len(vector)
    result: list[float] = []
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += element(j, i) * vector[j]
        result.append(total)
    return result


def main(size: int) -> None:
    u = [1.0] * size
    v = u
    for _ in range(4):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    top = 0.0
    bottom = 0.0
    for i in range(size):
        top += u[i] * v[i]
        bottom += v[i] * v[i]
    print(f"{(top / bottom) ** 0.5:.9f}")


main(200)
