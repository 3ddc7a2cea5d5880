# Annotated arithmetic: a declared type never changes what a value is.
def add(a: int, b: int) -> int:
    return a + b


def mean(values: list[float]) -> float:
    total: float = 0
    for value in values:
        total += value
    return total / len(values)


def identity(x: float) -> float:
    return x


def loop(n: int) -> int:
    total = 0
    for i in range(n):
        if i % 3 == 0:
            continue
        total += i * i
    return total


def power(base: int, exponent: int) -> int:
    result = 1
    while exponent:
        if exponent & 1:
            result *= base
        base *= base
        exponent >>= 1
    return result


print(add(2, 3), add(True, 1), add(2**62, 2**62), add(2**70, -1))
print(identity(1), identity(1.0), identity(True))
print(mean([1, 2, 3]), mean([0.5, 1]))
print(loop(1000), power(3, 200))
flag: int = True
print(flag, flag + 1, -flag, ~flag, flag & True, flag | 2)
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 // 2, -7.5 % 2, 2**-1, 0**0, 10 / 5)
x: float = 3
print(x, x / 2, x // 2)
x = 1e308 * 10
print(x, -x, x - x)
for operation in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1.0 / 0, lambda: 1 << -1, lambda: 0**-1):
    try:
        print(operation())
    except (ZeroDivisionError, ValueError) as error:
        print(type(error).__name__, error)
count = 0
for count in range(3):
    pass
print(count)
for i in range(5, 0, -2):
    print(i, end=" ")
print()
for i in range(3):
    i += 10
    print(i, end=" ")
print()
big = 2**61
for i in range(3):
    big += big
print(big, big - 2**64, big >> 60, big & 0xFF, big == 2**64, hash(big) == hash(2**64))
print(1 < 1.5 < 2, 1 == 1.0, 2**53 == 2.0**53, 2**53 + 1 == 2.0**53, 10**400 > 1e308)


class Account:
    rate: float = 0.5

    def __init__(self, balance: float) -> None:
        self.balance = balance
        self.count = 0

    def grow(self) -> float:
        self.balance = self.balance * (1 + self.rate)
        self.count += 1
        return self.balance


account = Account(100)
print(account.balance, account.grow(), account.count)
account.rate = 2
print(account.grow(), Account.rate, Account(1.0).grow())


def classify(n: int) -> str:
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    return "positive"


print([classify(n) for n in (-1, 0, 1)])


def optional(value: int | None) -> int:
    if value is None:
        return -1
    return value + 1


print(optional(None), optional(4))


def swap(pair: tuple[int, str]) -> tuple[str, int]:
    a, b = pair
    return b, a


print(swap((1, "x")))
