import hashlib, hmac

for n in (0, 3, 55, 56, 64, 111, 112, 127, 128, 129, 1000):
    d = bytes(i % 251 for i in range(n))
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b"):
        h = hashlib.new(name)
        h.update(d[:7])
        c = h.copy()
        h.update(d[7:])
        print(
            n,
            h.name,
            h.hexdigest(),
            c.hexdigest() == hashlib.new(name, d[:7]).hexdigest(),
            h.digest_size,
            h.block_size,
        )
print(hashlib.blake2b(b"abc", digest_size=16, key=b"k", salt=b"s", person=b"p").hexdigest())
print(
    hmac.new(b"key", b"msg", "sha256").hexdigest(),
    hmac.new(b"k" * 200, b"msg", hashlib.sha512).hexdigest(),
    hmac.digest(b"k", b"m", "md5"),
)
print(hmac.compare_digest("a", "a"), hmac.compare_digest(b"a", b"b"), hmac.compare_digest(b"ab", b"a"))
print(hashlib.pbkdf2_hmac("sha256", b"pw", b"salt", 10).hex())
m = hmac.new(b"key", digestmod="sha1")
m.update(b"a")
k = m.copy()
k.update(b"b")
print(m.hexdigest(), k.hexdigest(), m.name)
for f in (
    lambda: hashlib.sha256("x"),
    lambda: hashlib.new("nope"),
    lambda: hmac.new(b"k"),
    lambda: hmac.new("k", b"", "md5"),
    lambda: hashlib.md5(3),
):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
