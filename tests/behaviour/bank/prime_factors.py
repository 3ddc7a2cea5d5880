def factors(n):
    found = {}
    divisor = 2
    while divisor * divisor <= n:
        while n % divisor == 0:
            found[divisor] = found.get(divisor, 0) + 1
            n //= divisor
        divisor += 1
    if n > 1:
        found[n] = found.get(n, 0) + 1
    return found

def show(n):
    return f"{n} = " + " * ".join(f"{p}^{e}" if e > 1 else str(p) for p, e in factors(n).items())

for n in (12, 97, 360, 1001, 2**20, 600851475143):
    print(show(n))
