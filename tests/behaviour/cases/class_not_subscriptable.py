# A class that takes no type arguments is called by its name in what is raised.
class Plain:
    pass


def first(x):
    return x[0]


for each in (float, Plain, ValueError):
    try:
        print(first(each))
    except TypeError as error:
        print(error)
