def counter(start):
    def step(by=start):
        nonlocal start
        start += by
        return start

    return step


print(counter(1)())
