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
