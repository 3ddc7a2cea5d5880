# try, except, else, finally in every combination; contexts and causes.
def order(kind):
    trail = []
    try:
        trail.append("try")
        if kind == "raise":
            raise ValueError("v")
        if kind == "return":
            return trail
        if kind == "key":
            {}["missing"]
    except ValueError as error:
        trail.append(f"except {error}")
    except (KeyError, IndexError) as error:
        trail.append(f"lookup {error!r}")
    else:
        trail.append("else")
    finally:
        trail.append("finally")
    trail.append("after")
    return trail


for kind in ("none", "raise", "return", "key"):
    print(kind, order(kind))


def override():
    try:
        return "try"
    finally:
        return "finally"


print(override())


def loop():
    out = []
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(i)
        finally:
            out.append(("f", i))
    else:
        out.append("else")
    return out


print(loop())


def swallow():
    for i in range(3):
        try:
            raise ValueError(i)
        finally:
            if i < 2:
                continue
            break
    return i


print(swallow())


def chain():
    try:
        try:
            1 / 0
        except ZeroDivisionError as inner:
            raise KeyError("outer") from inner
    except KeyError as error:
        return error


error = chain()
print(repr(error), repr(error.__cause__), repr(error.__context__), error.__suppress_context__)


def context():
    try:
        try:
            raise ValueError("first")
        except ValueError:
            raise TypeError("second")
    except TypeError as error:
        return error


error = context()
print(repr(error.__context__), error.__cause__, error.__suppress_context__)
try:
    try:
        raise ValueError("a")
    except ValueError:
        raise RuntimeError("b") from None
except RuntimeError as error:
    print(error.__suppress_context__, repr(error.__context__))


def reraise():
    try:
        raise LookupError("again")
    except LookupError:
        try:
            raise
        except LookupError as same:
            print("caught", same)
        raise


try:
    reraise()
except LookupError as error:
    print("outer", error)
try:
    raise
except RuntimeError as error:
    print(error)


class AppError(Exception):
    def __init__(self, code, message="none"):
        super().__init__(message)
        self.code = code


class NotFound(AppError):
    pass


for make in (lambda: AppError(1), lambda: NotFound(404, "missing"), lambda: NotFound(1, 2)):
    try:
        raise make()
    except NotFound as error:
        print("not found", error.code, error, error.args)
    except AppError as error:
        print("app", error.code, error, error.args, repr(error))
try:
    raise ValueError
except ValueError as error:
    print(repr(error), error.args, str(error) == "")
try:
    raise 5
except TypeError as error:
    print(error)
try:
    try:
        1 / 0
    except "no class":
        pass
except TypeError as error:
    print(error)


def nested():
    try:
        try:
            raise ValueError("inner")
        finally:
            print("cleanup")
    except ValueError:
        print("outer handler")
        return 1
    finally:
        print("outer finally")


print(nested())
try:
    assert 1 == 2, "math"
except AssertionError as error:
    print(error)
try:
    assert 0
except AssertionError as error:
    print(repr(error))
print(issubclass(KeyError, LookupError), isinstance(NotFound(1), AppError))
errors = []
for value in ("1", "x", None):
    try:
        errors.append(int(value))
    except (ValueError, TypeError) as error:
        errors.append(type(error).__name__)
print(errors)
while True:
    try:
        break
    finally:
        print("leaving")
