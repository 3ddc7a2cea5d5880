class AppError(Exception):
    pass

class NotFound(AppError):
    def __init__(self, name, code=404):
        super().__init__(f"{name} not found")
        self.name = name
        self.code = code

def find(name):
    if name == "x":
        raise NotFound(name)
    if name == "y":
        raise AppError("bad", 42)
    return name

for name in ("a", "x", "y"):
    try:
        print(find(name))
    except NotFound as error:
        print("not found:", error, error.code, error.args)
    except AppError as error:
        print("app:", error, error.args, repr(error))
try:
    try:
        1 / 0
    except ZeroDivisionError:
        [][1]
except IndexError as error:
    print(repr(error), repr(error.__context__))
try:
    assert 1 == 2, "not equal"
except AssertionError as error:
    print("assert", error)
