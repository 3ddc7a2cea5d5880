import sys
import traceback


class AppError(Exception):
    code = 1


class ConfigError(AppError):
    code = 2

    def __init__(self, key, *, hint=None):
        super().__init__(key)
        self.key = key
        self.hint = hint

    def __str__(self):
        return f"bad key {self.key!r}" + (f" ({self.hint})" if self.hint else "")


def load(config, key):
    try:
        return config[key]
    except KeyError as e:
        raise ConfigError(key, hint="add it") from e


def attempt(function, *args):
    try:
        result = function(*args)
    except ConfigError as e:
        print(type(e).__name__, e.code, e, "|", repr(e.__cause__))
    except (ValueError, ArithmeticError) as e:
        print("number:", e)
        return e
    except Exception:
        kind, value, _ = sys.exc_info()
        print("other:", kind.__name__, value)
    else:
        print("fine", result)
        return result
    finally:
        print("done", function.__name__)


attempt(load, {"a": 1}, "a")
attempt(load, {"a": 1}, "b")
attempt(int, "x1")
attempt(divmod, 1, 0)
attempt(lambda: [][3])
try:
    try:
        raise ValueError("inner")
    finally:
        print("cleanup")
except ValueError as e:
    print("".join(traceback.format_exception_only(type(e), e)).strip())
e = AppError("a", 1)
print(e.args, str(e), repr(e))
