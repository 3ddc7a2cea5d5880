"""`contextlib`: context managers from generators, and ready-made ones."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import wraps
from typing import Any


class AbstractContextManager(ABC):
    """A context manager that gives itself and swallows nothing."""

    def __enter__(self) -> Any:
        return self

    @abstractmethod
    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> Any:
        return None


class ContextDecorator:
    """A context manager that is a decorator too."""

    def _recreate_cm(self) -> Any:
        return self

    def __call__(self, func: Any) -> Any:
        @wraps(func)
        def inner(*args: Any, **kwds: Any) -> Any:
            manager: Any = self._recreate_cm()
            with manager:
                return func(*args, **kwds)

        return inner


class _GeneratorContextManager(ContextDecorator):
    """What a function decorated with `contextmanager` gives."""

    def __init__(self, func: Any, args: Any, kwds: Any) -> None:
        self.gen: Any = func(*args, **kwds)
        self.func: Any = func
        self.args: Any = args
        self.kwds: Any = kwds

    def _recreate_cm(self) -> Any:
        return _GeneratorContextManager(self.func, self.args, self.kwds)

    def __enter__(self) -> Any:
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, typ: Any, value: Any, traceback: Any) -> Any:
        if typ is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = typ()
        try:
            self.gen.throw(value)
        except StopIteration as stopped:
            return stopped is not value
        except RuntimeError as error:
            if error is value:
                return False
            if isinstance(value, StopIteration) and error.__cause__ is value:
                return False
            raise
        except BaseException as error:
            if error is not value:
                raise
            return False
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func: Any) -> Callable[..., Any]:
    """Make a context manager of a generator function that yields once."""

    @wraps(func)
    def make(*args: Any, **kwds: Any) -> Any:
        return _GeneratorContextManager(func, args, kwds)

    return make


class closing:
    """Closes something at the end of the block."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __enter__(self) -> Any:
        return self.thing

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        self.thing.close()


class suppress:
    """Swallows exceptions of these classes."""

    def __init__(self, *exceptions: Any) -> None:
        self._exceptions = exceptions

    def __enter__(self) -> None:
        pass

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> bool:
        return exc_type is not None and issubclass(exc_type, self._exceptions)


class nullcontext:
    """Does nothing but give a value."""

    def __init__(self, enter_result: Any = None) -> None:
        self.enter_result = enter_result

    def __enter__(self) -> Any:
        return self.enter_result

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        pass


class ExitStack:
    """Context managers and callbacks that end together, the last first."""

    def __init__(self) -> None:
        self._exits: list[Any] = []

    def enter_context(self, cm: Any) -> Any:
        """Enter a context manager; it ends with the stack."""
        if not hasattr(cm, "__enter__") or not hasattr(cm, "__exit__"):
            cls = type(cm)
            raise TypeError(
                f"'{cls.__module__}.{cls.__qualname__}' object does not support the context manager protocol"
            )
        leave = cm.__exit__
        result = cm.__enter__()
        self._exits.append(leave)
        return result

    def push(self, exit: Any) -> Any:
        """Add a context manager that was entered, or a function like `__exit__`."""
        self._exits.append(exit.__exit__ if hasattr(exit, "__exit__") else exit)
        return exit

    def callback(self, callback: Any, /, *args: Any, **kwds: Any) -> Any:
        """Add a function that is called at the end."""

        def leave(exc_type: Any, exc_value: Any, traceback: Any) -> None:
            callback(*args, **kwds)

        self._exits.append(leave)
        return callback

    def pop_all(self) -> "ExitStack":
        """Move everything to a new stack."""
        made = type(self)()
        made._exits = self._exits
        self._exits = []
        return made

    def close(self) -> None:
        """End everything now."""
        self.__exit__(None, None, None)

    def __enter__(self) -> "ExitStack":
        return self

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> bool:
        received = exc_type is not None
        pending: Any = exc_value
        suppressed = False
        raised: Any = None
        while self._exits:
            leave = self._exits.pop()
            try:
                kind = None if pending is None else type(pending)
                if leave(kind, pending, traceback if pending is exc_value else None):
                    suppressed = True
                    pending = None
                    raised = None
            except BaseException as error:
                if error.__context__ is None and pending is not error:
                    error.__context__ = pending
                pending = error
                raised = error
        if raised is not None:
            raise raised
        return received and suppressed
