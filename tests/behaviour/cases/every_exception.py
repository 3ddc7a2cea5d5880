"""Every class of exceptions that `builtins` has, but for groups."""


class Refused(ConnectionRefusedError):
    pass


CLASSES = [
    ArithmeticError, AssertionError, AttributeError, BaseException, BlockingIOError, BrokenPipeError, BufferError,
    BytesWarning, ChildProcessError, ConnectionAbortedError, ConnectionError, ConnectionRefusedError,
    ConnectionResetError, DeprecationWarning, EOFError, EncodingWarning, EnvironmentError, Exception, FileExistsError,
    FileNotFoundError, FloatingPointError, FutureWarning, GeneratorExit, IOError, ImportError, ImportWarning,
    IndentationError, IndexError, InterruptedError, IsADirectoryError, KeyError, KeyboardInterrupt, LookupError,
    MemoryError, ModuleNotFoundError, NameError, NotADirectoryError, NotImplementedError, OSError, OverflowError,
    PendingDeprecationWarning, PermissionError, ProcessLookupError, RecursionError, ReferenceError, ResourceWarning,
    RuntimeError, RuntimeWarning, StopAsyncIteration, StopIteration, SyntaxError, SyntaxWarning, SystemError,
    SystemExit, TabError, TimeoutError, TypeError, UnboundLocalError, UnicodeError, UnicodeWarning, UserWarning,
    ValueError, Warning, ZeroDivisionError, Refused,
]  # fmt: skip
for kind in CLASSES:
    print(kind, [each.__name__ for each in kind.__mro__], kind.__module__)
    try:
        raise kind("text")
    except LookupError as error:
        print("look-up", repr(error), str(error), error.args)
    except ConnectionError as error:
        print("connection", repr(error), str(error), error.args)
    except OSError as error:
        print("OS", repr(error), str(error), error.args)
    except SyntaxError as error:
        print("syntax", repr(error), str(error), error.args, error.msg)
    except Warning as error:
        print("warning", repr(error), str(error), error.args)
    except BaseException as error:
        print(repr(error), str(error), error.args)


def name_of(error: BaseException) -> str:
    try:
        raise error
    except ConnectionRefusedError:
        return "refused"
    except (BrokenPipeError, ConnectionResetError) as found:
        return f"broken: {found}"
    except IOError:
        return "input or output"
    except TabError:
        return "tab"


print(name_of(Refused()), name_of(BrokenPipeError(32, "Broken pipe")), name_of(FileExistsError(17, "there", "f")))
print(name_of(TabError("t")), ConnectionResetError(104, "reset"), repr(ProcessLookupError(3, "none")))
print(isinstance(IsADirectoryError(), IOError), issubclass(FutureWarning, Warning), IOError is OSError)
