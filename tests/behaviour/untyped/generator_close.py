def resource():
    print("open")
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("closing")
        raise
    finally:
        print("released")

g = resource()
print(next(g))
g.close()
print(list(g))
h = resource()
next(h)
try:
    h.throw(ValueError("injected"))
except ValueError as error:
    print("got", error)
