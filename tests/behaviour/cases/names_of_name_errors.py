def undefined():
    try:
        print(undefined_thing)
    except NameError as error:
        print(error, error.name, error.args, type(error).__name__)


undefined()
try:
    größe
except NameError as error:
    print(error, error.name)


def local():
    try:
        print(x)
        x = 1
    except UnboundLocalError as error:
        print(error, error.name)


local()


def outer():
    def inner():
        return y

    try:
        inner()
    except NameError as error:
        print(error, error.name)
    y = 1
    return y


outer()
try:
    later
except NameError as error:
    print(error, error.name)
    kept = error
later = 3
del later
for each in (lambda: later, lambda: kept.name):
    try:
        print(each())
    except NameError as error:
        print(error, error.name)
        error.name = "other"
        print(error.name, repr(error))
print(NameError("a", name="b").name, NameError("a").name, kept.name)
try:
    del later
except NameError as error:
    print(error.name)
