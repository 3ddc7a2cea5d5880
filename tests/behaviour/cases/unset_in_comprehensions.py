def f(a0):
    del a0
    try:
        print([x for x in [1, 2] if x >= a0])
    except NameError as e:
        print(type(e).__name__, e)
    try:
        print([x for x in a0])
    except NameError as e:
        print(type(e).__name__, e)
    try:
        print(sum(x for x in [x for x in [1] if x >= a0]))
    except NameError as e:
        print(type(e).__name__, e)
    try:
        print({(lambda: a0)(): 1 for _ in "a"})
    except NameError as e:
        print(type(e).__name__, e)
    try:

        class C:
            y = a0
    except NameError as e:
        print(type(e).__name__, e)
    try:
        print(a0)
    except NameError as e:
        print(type(e).__name__, e)
    try:
        print([[y + b for y in [1]] for x in [1]])
    except NameError as e:
        print(type(e).__name__, e)
    b = 1


def g(a0):
    del a0
    f(1)
    try:
        print([x + a0 for x in [1]])
    except NameError as e:
        print(type(e).__name__, e)
    try:
        print(a0)
    except NameError as e:
        print(type(e).__name__, e)


def h(a0):
    del a0
    try:
        print([x for x in [1, 2] if x >= a0])
    except NameError as e:
        print(type(e).__name__, e)
    try:
        print((lambda: a0)())
    except NameError as e:
        print(type(e).__name__, e)
    try:

        class C:
            y = a0
    except NameError as e:
        print(type(e).__name__, e)


g(1)
h(1)
