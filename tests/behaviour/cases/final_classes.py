"""Classes that none can build on: the class statement raises where a `try` expects it."""

import collections, datetime, operator, re, time, types
from types import NoneType as Nothing

try:
    class X(type(None)): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(types.NoneType): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(Nothing): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(bool): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(range): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(slice): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(memoryview): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(type(...)): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(type(NotImplemented)): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(type(True)): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(type(lambda: 1)): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(type(x for x in ())): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(types.FunctionType): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(types.GeneratorType): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(types.CoroutineType): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(types.MethodType): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(types.BuiltinFunctionType): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(types.EllipsisType): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(types.MappingProxyType): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(re.Pattern): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(re.Match): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(datetime.timezone): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(operator.itemgetter): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(operator.attrgetter): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(operator.methodcaller): pass
    print(X)
except TypeError as error: print(error)
try:
    class X(time.struct_time): pass
    print(X)
except TypeError as error: print(error)
try: print(type("X", (type(None),), {}))
except TypeError as error: print(error)
def inner():
    try:
        class X(int, type(None)): print("body")
    except TypeError as error: return str(error)
print(inner())
class D(datetime.tzinfo): pass
class O(collections.OrderedDict): pass
print(D, O())
