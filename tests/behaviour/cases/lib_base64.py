import base64, binascii, zlib

for s in (b"", b"a", b"ab", b"abc", b"hello world!" * 3, bytes(range(256))):
    e = base64.b64encode(s)
    print(e, base64.b64decode(e) == s, base64.urlsafe_b64decode(base64.urlsafe_b64encode(s)) == s)
    for enc, dec in (
        (base64.b32encode, base64.b32decode),
        (base64.b16encode, base64.b16decode),
        (base64.b85encode, base64.b85decode),
        (base64.a85encode, base64.a85decode),
        (base64.encodebytes, base64.decodebytes),
        (base64.b32hexencode, base64.b32hexdecode),
    ):
        print(enc(s), dec(enc(s)) == s)
    print(
        zlib.crc32(s),
        zlib.adler32(s),
        binascii.hexlify(s),
        binascii.crc_hqx(s, 0),
        binascii.hexlify(s, "-", 2),
    )


def t(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


t(base64.b64decode, "YQ")
t(base64.b64decode, "Y")
t(base64.b64decode, b"YQ==")
t(base64.b64decode, "Y!Q==")
t(base64.b64decode, "Y!Q==", validate=True)
t(base64.b64decode, "YQ==YQ", validate=True)
t(base64.b64decode, "=YQ==", validate=True)
t(base64.b64decode, "Y=Q=", validate=True)
t(base64.b64decode, "é")
t(base64.b64decode, 3)
t(base64.b64encode, "a")
t(base64.b32decode, "abc")
t(base64.b32decode, "abcdefgh")
t(base64.b16decode, "aa")
t(base64.b16decode, "aa", True)
t(binascii.unhexlify, "abc")
t(binascii.unhexlify, "zz")
t(binascii.unhexlify, "0aFf")
t(base64.b85decode, b"\x00")
t(base64.a85decode, "vvvvv")
t(base64.b64encode, b"\xff\xfe", b"-_")
t(base64.a85encode, b"    test", foldspaces=True, adobe=True)
t(base64.a85encode, b"x" * 40, wrapcol=20)
