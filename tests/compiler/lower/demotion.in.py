def always_float(x: float) -> float:
    return x * 2


def sometimes_int(x: float):
    return x


print(always_float(1.5), sometimes_int(1.5), sometimes_int(1))
