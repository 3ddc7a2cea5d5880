def f():
    class A(object):
        pass

    A.__call__ = A()
    try:
        A()()
    except RecursionError:
        print("recursion")


f()
