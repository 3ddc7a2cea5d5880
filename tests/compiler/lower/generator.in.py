def numbers(n):
    for i in range(n):
        yield i


print(sum(x * x for x in numbers(3)))
