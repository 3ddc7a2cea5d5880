import struct
from datetime import date, datetime, time
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
for x in (date(2020,1,2), datetime(2020,1,2), time(3)):
    t(lambda: x.strftime("%Y")); t(lambda: x.strftime(3)); t(lambda: x.strftime()); t(lambda: x.strftime(format="%H"))
for s in ('\0','2\0i',b'\0'): t(lambda: struct.calcsize(s))
it = struct.Struct('i').iter_unpack(bytes(8))
t(lambda: type(it)()); t(lambda: list(it)); t(lambda: it.__length_hint__())
t(lambda: struct.unpack_from('<I', bytearray(10), -2))
try: type('A', (), {'__doc__': 'x\udcdcy'})
except UnicodeEncodeError as e: print(e)
