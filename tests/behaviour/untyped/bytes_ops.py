b = b"hello\x00\xff"
print(b, len(b), b[0], b[1:3], b.hex(), bytes([65, 66]), bytes(3))
print(b"a,b".split(b","), b"abc".replace(b"b", b"x"), b"abc".find(b"c"), b"x" in b"axb")
print("héllo".encode(), "héllo".encode("utf-8").decode(), b"abc".decode("ascii"), bytes.fromhex("00ff10"))
ba = bytearray(b"abc")
ba[0] = 122
ba.append(33)
ba.extend(b"12")
print(ba, bytes(ba), list(ba))
try:
    b"\xff".decode()
except UnicodeDecodeError as error:
    print(error)
print(int.from_bytes(b"\x01\x02", "big"), (258).to_bytes(4, "little"), b"ab" + b"cd", b"ab" * 2, b"a" < b"b")


class Blocked(list):
    __bytes__ = None


class BlockedBytes(bytes):
    __bytes__ = None


class Plain(bytes):
    pass


class Wrong:
    def __bytes__(self):
        return 5


class Other(bytes):
    def __bytes__(self):
        return b"other"


class Right:
    def __bytes__(self):
        return Plain(b"right")


for make in (lambda: Blocked([1]), lambda: BlockedBytes(b"a"), lambda: Plain(b"p"), Wrong, lambda: Other(b"x"), Right):
    try:
        print(bytes(make()), type(bytes(make())))
    except TypeError as error:
        print(error)
    try:
        print(b"%b|" % make())
    except TypeError as error:
        print(error)
