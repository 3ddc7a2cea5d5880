def pick(kind):
    from math import floor as fn
    if kind:
        from math import ceil as fn
    return fn(2.5)
print(pick(0), pick(1))
def same(kind):
    from math import trunc
    if kind:
        from math import trunc
    return trunc(2.5)
print(same(0), same(1))
def tried(text):
    from json import dumps as use
    try:
        from json import loads as use
    finally:
        return use(text)
print(tried("[1]"))
