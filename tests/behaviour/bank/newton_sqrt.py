def root(n, k=2):
    x = n
    while True:
        y = ((k - 1) * x + n // x ** (k - 1)) // k
        if y >= x:
            return x
        x = y

def sqrt(x, eps=1e-12):
    guess = x or 1.0
    while abs(guess * guess - x) > eps * max(x, 1):
        guess = (guess + x / guess) / 2
    return guess

print(root(10**40), root(27, 3), root(2 * 10**60), [round(sqrt(v), 9) for v in (2, 9, 0.25, 1e6)])
