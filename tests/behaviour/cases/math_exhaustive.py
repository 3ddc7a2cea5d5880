"""The math module: values, corner cases and what it refuses."""

import math


def t(f, *a):
    try:
        print(repr(f(*a)))
    except Exception as e:
        print(type(e).__name__, e)


xs = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    3.7,
    -3.7,
    1e-10,
    1e-300,
    1e300,
    710.0,
    -746.0,
    100.5,
    math.pi,
    math.e,
    float("inf"),
    float("-inf"),
    float("nan"),
    5,
    -3,
    True,
    10**30,
    0.1,
    1e6,
    1e22,
    20.5,
    0.9999999,
    1.0000001,
]
for x in xs:
    print(
        x,
        math.sqrt(x) if x >= 0 else "neg",
        math.fabs(x),
        math.degrees(x),
        math.radians(x),
        math.isfinite(x),
        math.isinf(x),
        math.isnan(x),
        math.ulp(x),
        math.copysign(2.0, x),
    )
    t(lambda: math.sqrt(x))
    t(lambda: math.exp(x))
    t(lambda: math.exp2(x))
    t(lambda: math.log(x))
    t(lambda: math.log(x, 10))
    t(lambda: math.log2(x))
    t(lambda: math.sin(x))
    t(lambda: math.cos(x))
    t(lambda: math.tan(x))
    t(lambda: math.asin(x))
    t(lambda: math.acos(x))
    t(lambda: math.atan(x))
    t(lambda: math.floor(x))
    t(lambda: math.ceil(x))
    t(lambda: math.trunc(x))
    t(lambda: math.frexp(x))
    t(lambda: math.modf(x))
    t(lambda: math.ldexp(x, 3))
    t(lambda: math.ldexp(x, -1080))
    t(lambda: math.factorial(x))
    t(lambda: math.isqrt(x))
    for y in (0.0, -0.0, 1.0, -2.5, 3, float("inf"), float("nan"), 0.5, -1e300):
        t(lambda: math.atan2(x, y))
        t(lambda: math.pow(x, y))
        t(lambda: math.fmod(x, y))
        t(lambda: math.remainder(x, y))
        t(lambda: math.hypot(x, y))
        t(lambda: math.nextafter(x, y))
        t(lambda: math.copysign(x, y))
        t(lambda: math.isclose(x, y))
        t(lambda: math.log(x, y))
t(lambda: math.sqrt("a"))
t(lambda: math.sqrt(None))
t(lambda: math.sqrt(10**400))
t(lambda: math.log(10**400))
t(lambda: math.log2(2**5000))
t(lambda: math.log10(10**1000))
t(lambda: math.log(-5))
t(lambda: math.log(0))
t(lambda: math.log("a"))
t(lambda: math.factorial(20))
t(lambda: math.factorial(100))
t(lambda: math.factorial(-1))
t(lambda: math.factorial(5.0))
t(lambda: math.gcd(12, 18, 27))
t(lambda: math.gcd())
t(lambda: math.gcd(-4, 6))
t(lambda: math.lcm(4, 6, 10))
t(lambda: math.lcm())
t(lambda: math.lcm(0, 5))
t(lambda: math.gcd(2**100, 6**50))
t(lambda: math.gcd(1.5))
t(lambda: math.comb(10, 3))
t(lambda: math.comb(100, 50))
t(lambda: math.comb(3, 5))
t(lambda: math.comb(-1, 2))
t(lambda: math.comb(5, -1))
t(lambda: math.perm(10, 3))
t(lambda: math.perm(5))
t(lambda: math.perm(3, 5))
t(lambda: math.isqrt(10**40))
t(lambda: math.isqrt(2**64 - 1))
t(lambda: math.isqrt(-1))
t(lambda: math.isqrt(1.5))
t(lambda: math.prod([1, 2, 3.5]))
t(lambda: math.prod([], start=5))
t(lambda: math.prod(["a", 2]))
t(lambda: math.fsum([0.1] * 10))
t(lambda: math.fsum([1e308, 1e308, -1e308]))
t(lambda: math.fsum([1, 1e100, 1, -1e100]))
t(lambda: math.fsum([float("inf"), -float("inf")]))
t(lambda: math.fsum([]))
t(lambda: math.fsum(["a"]))
t(lambda: math.dist((1, 2), (4, 6)))
t(lambda: math.dist((1,), (1, 2)))
t(lambda: math.hypot(3, 4))
t(lambda: math.hypot(1, 1, 1, 1))
t(lambda: math.hypot())
t(lambda: math.hypot(1e308, 1e308))
t(lambda: math.hypot(5e-324, 5e-324))
t(lambda: math.isclose(1, 1 + 1e-10))
t(lambda: math.isclose(1, 1.1, rel_tol=0.2))
t(lambda: math.isclose(1, 2, abs_tol=-1))
t(lambda: math.pi)
t(lambda: math.tau)
t(lambda: math.inf)
t(lambda: math.nan)
t(lambda: math.e)
t(lambda: math.ldexp(1.0, 1024))
t(lambda: math.ldexp(1.0, 10**30))
t(lambda: math.ldexp(1.5, "a"))
t(lambda: math.floor("a"))
t(lambda: math.trunc("a"))
t(lambda: math.ceil(2.1))
t(lambda: math.floor(1e300))
t(lambda: math.fmod(5.5, 0))
t(lambda: math.pow(0, -1))
t(lambda: math.pow(-8, 1 / 3))
t(lambda: math.pow(2, 1024))
t(lambda: sum(map(math.sqrt, [1, 4, 9])))

# Where the last digit is the C library's own business: twelve digits.
rough = [
    math.expm1,
    math.log1p,
    math.cbrt,
    math.sinh,
    math.cosh,
    math.tanh,
    math.asinh,
    math.atanh,
    math.gamma,
    math.lgamma,
    math.erf,
    math.erfc,
    math.log10,
]
for x in xs:
    for f in rough:
        t(lambda: f"{f(x):.12g}")
number = 12345
for i in range(300):
    number = (number * 6364136223846793005 + 1442695040888963407) % 2**64
    f = (number / 2**63 - 1) * 10.0 ** (i % 12 - 4)
    g = abs(f)
    for y in (
        math.sin(f),
        math.cos(f),
        math.tan(f),
        math.atan(f),
        math.exp(min(f, 700)),
        math.log(g),
        math.log2(g),
        math.pow(g, 0.3),
        math.atan2(f, 1.5),
        math.asin(f % 1),
        math.acos(f % 1),
        math.hypot(f, 2.5),
    ):
        print(f"{y:.15g}")
