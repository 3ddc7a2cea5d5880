import random, uuid

r = random.Random(42)
print(
    r.random(),
    r.randint(1, 100),
    r.choice("abcdef"),
    r.getrandbits(100),
    r.uniform(1, 2),
    r.gauss(0, 1),
    r.sample(range(100), 5),
    r.choices([1, 2, 3], [1, 2, 3], k=4),
)
xs = list(range(10))
r.shuffle(xs)
print(xs, r.expovariate(2), r.normalvariate(), r.triangular(), r.randbytes(5), r.randrange(0, 100, 7))
random.seed("hello")
print(random.random(), random.randint(0, 9))
random.seed(b"x")
print(random.random())
random.seed(-12345678901234567890)
print(random.random())
s = random.getstate()
a = random.random()
random.setstate(s)
print(a == random.random())
for f in (lambda: r.choice([]), lambda: r.randint(2, 1), lambda: r.sample([1], 2)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
u = uuid.UUID("12345678-1234-5678-1234-567812345678")
print(u, repr(u), u.hex, u.int, u.version, u.variant, u.bytes, u.fields, u.urn)
print(
    uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"),
    uuid.uuid3(uuid.NAMESPACE_URL, "x"),
    uuid.uuid4().version,
    uuid.uuid1().version,
    uuid.UUID(int=5),
    uuid.UUID(bytes=b"a" * 16),
)
try:
    uuid.UUID("x")
except ValueError as e:
    print(e)
