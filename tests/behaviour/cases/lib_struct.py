import struct

print(
    struct.pack("<IhB?", 1, -2, 255, True),
    struct.unpack(">HHl", b"\0\1\0\2\0\0\0\3"),
    struct.calcsize("bhilq"),
    struct.calcsize("=bhilq"),
)
print(
    struct.pack(">dfe", 1.5, -2.25, 0.1),
    struct.unpack("<dfe", struct.pack("<dfe", 3.14, 2.5, 65504.0)),
    struct.pack("5s3p2x", b"abc", b"xyz"),
)
for f in (
    lambda: struct.pack("B", 256),
    lambda: struct.pack("<i", 1 << 40),
    lambda: struct.unpack("<i", b"1"),
    lambda: struct.pack("f", 1e40),
    lambda: struct.pack("z"),
    lambda: struct.pack("i"),
    lambda: struct.pack("h", 40000),
    lambda: struct.unpack_from("<i", b"123", 1),
):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
b = bytearray(8)
struct.pack_into("<H", b, 2, 0x1234)
print(b, list(struct.iter_unpack("<H", b)))
