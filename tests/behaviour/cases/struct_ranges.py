"""Every code of `struct` with every kind of value: what it raises, native, standard, either byte first."""

import struct


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


class Floats:
    def __init__(self, n):
        self.n = n

    def __float__(self):
        return self.n


class Wrong:
    def __index__(self):
        raise ValueError("no index")

    def __float__(self):
        raise ValueError("no float")

    def __bool__(self):
        raise ValueError("no bool")


class IndexText:
    def __index__(self):
        return "a"


class Many(int):
    pass


VALUES = [0, -1, 1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769, 65535, 65536, 70000]
for bits in (31, 32, 63, 64, 65, 100):
    VALUES += [2**bits - 1, 2**bits, -(2**bits), -(2**bits) - 1]
OTHERS = [1.0, "a", b"a", b"ab", bytearray(b"a"), None, True, [], 10**400, float("nan"), float("inf")]
OTHERS += [Index(5), Index(70000), Index(2**70), Index(-5), Index(-(2**70)), Wrong(), IndexText(), Many(300)]
OTHERS += [Floats(2.5), Floats(1e40), Floats(2), 1e39, -1e39, 1e300, 65504.0, 65520.0]


def show(form, value, how):
    try:
        print(how, form, struct.pack(form, value))
    except Exception as e:
        print(how, form, type(e).__name__, e)


for prefix in ("", "@", "=", "<", ">", "!"):
    for code in "cbB?hHiIlLqQnNPefdspx":
        for value in VALUES:
            show(prefix + code, value, value)
        for number, value in enumerate(OTHERS):
            show(prefix + code, value, f"other {number}")
