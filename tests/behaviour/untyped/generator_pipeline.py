def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1

def squares(source):
    for x in source:
        yield x * x

def even(source):
    return (x for x in source if x % 2 == 0)

print(list(even(squares(numbers(10)))))
print(sum(squares(numbers(100))))
g = numbers(2)
print(next(g), next(g), next(g, "end"))
