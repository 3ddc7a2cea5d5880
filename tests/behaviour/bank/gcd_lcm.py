from functools import reduce

def gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)

def lcm(a, b):
    return a // gcd(a, b) * b

def extended(a, b):
    if not b:
        return a, 1, 0
    g, x, y = extended(b, a % b)
    return g, y, x - a // b * y

print(gcd(48, 18), gcd(-7, 21), reduce(lcm, range(1, 21)), extended(240, 46))
print(pow(3, -1, 11), extended(3, 11)[1] % 11)
