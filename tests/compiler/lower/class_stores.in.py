class Counter:
    made = 0

    def __init__(self) -> None:
        type(self).made += 1


class Special(Counter):
    pass


print(Special().made, Counter.made)
