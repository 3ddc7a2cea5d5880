def compose(*functions):
    def run(x):
        for function in functions:
            x = function(x)
        return x
    return run

inc = lambda x: x + 1
double = lambda x: x * 2
print(compose(inc, double, str)(4), compose()(1))
print(list(map(lambda x, y: x * y, [1, 2, 3], [4, 5, 6])))
ops = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "max": max}
print([ops[name](7, 3) for name in ("+", "-", "max")])

def apply(function, *args, **kwargs):
    return function(*args, **kwargs)

print(apply(sorted, [3, 1, 2], reverse=True), apply("a-b".split, "-"))
