def f(n):
    try:
        if n == 0:
            return "try"
        if n == 1:
            raise ValueError("one")
        if n == 2:
            raise KeyError("two")
    except ValueError:
        return "except"
    else:
        return "else"
    finally:
        print("finally", n)

for n in (0, 1, 3):
    print(f(n))
try:
    f(2)
except KeyError as error:
    print("out", error)

def override():
    try:
        return 1
    finally:
        return 2

def loop():
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
        finally:
            print("loop", i)
    return i

print(override(), loop())
