"""`logging`: into the proxy's log, which has handlers and formats of its own.

A message of the root logger is written as it is, one of `getLogger("auth")` as `auth: …`.
"""

from typing import Any

from sluice.api import hostcalls

CRITICAL = 50
FATAL = 50
ERROR = 40
WARNING = 30
WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0

_NAMES = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
_LEVELS = {
    "CRITICAL": 50,
    "FATAL": 50,
    "ERROR": 40,
    "WARN": 30,
    "WARNING": 30,
    "INFO": 20,
    "DEBUG": 10,
    "NOTSET": 0,
}


def getLevelName(level: Any) -> Any:
    """The name of a level, or the level of a name."""
    found: Any = _NAMES.get(level)
    if found is None:
        found = _LEVELS.get(level)
    return f"Level {level}" if found is None else found


def addLevelName(level: int, levelName: str) -> None:
    """Give a level a name."""
    _NAMES[level] = levelName
    _LEVELS[levelName] = level


def getLevelNamesMapping() -> dict[str, int]:
    """Levels by name."""
    return _LEVELS.copy()


def _check_level(level: Any) -> int:
    if isinstance(level, int):
        return level
    if not isinstance(level, str):
        raise TypeError(f"Level not an integer or a valid string: {level!r}")
    if level not in _LEVELS:
        raise ValueError(f"Unknown level: {level!r}")
    return _LEVELS[level]


def _host_level(level: int) -> int:
    """The proxy's level for one of Python's."""
    if level >= CRITICAL:
        return hostcalls.CRITICAL
    if level >= ERROR:
        return hostcalls.ERROR
    if level >= WARNING:
        return hostcalls.WARNING
    return hostcalls.INFO if level >= INFO else hostcalls.DEBUG


class Logger:
    """Writes messages of its level and above."""

    def __init__(self, name: str, level: Any = NOTSET) -> None:
        self.name = name
        self.level = _check_level(level)
        self.parent: Logger | None = None
        self.disabled = False

    def setLevel(self, level: Any) -> None:
        """The least level that is written; NOTSET: that of the logger above."""
        self.level = _check_level(level)

    def getEffectiveLevel(self) -> int:
        """The level of this logger, or of the first above that has one."""
        found: Logger | None = self
        while found is not None:
            if found.level:
                return found.level
            found = found.parent
        return NOTSET

    def isEnabledFor(self, level: int) -> bool:
        """Whether a message of this level would be written, as far as this logger knows."""
        return not self.disabled and level >= self.getEffectiveLevel()

    def getChild(self, suffix: str) -> "Logger":
        """The logger below."""
        return getLogger(suffix if self.name == "root" else f"{self.name}.{suffix}")

    def _write(self, level: int, msg: Any, args: tuple[Any, ...], error: Any) -> None:
        if not self.isEnabledFor(level):
            return
        host_level = _host_level(level)
        if host_level < hostcalls.get_log_level():
            return
        text = str(msg)
        if args:
            values: Any = args
            if len(args) == 1 and isinstance(args[0], dict) and args[0]:
                values = args[0]
            text = text % values
        if self.name != "root":
            text = f"{self.name}: {text}"
        if isinstance(error, BaseException):
            text = f"{text}\n{type(error).__name__}: {error}"
        hostcalls.log(host_level, text)

    def debug(self, msg: Any, *args: Any, exc_info: Any = None) -> None:
        """A message of level DEBUG."""
        self._write(DEBUG, msg, args, exc_info)

    def info(self, msg: Any, *args: Any, exc_info: Any = None) -> None:
        """A message of level INFO."""
        self._write(INFO, msg, args, exc_info)

    def warning(self, msg: Any, *args: Any, exc_info: Any = None) -> None:
        """A message of level WARNING."""
        self._write(WARNING, msg, args, exc_info)

    def error(self, msg: Any, *args: Any, exc_info: Any = None) -> None:
        """A message of level ERROR."""
        self._write(ERROR, msg, args, exc_info)

    def critical(self, msg: Any, *args: Any, exc_info: Any = None) -> None:
        """A message of level CRITICAL."""
        self._write(CRITICAL, msg, args, exc_info)

    def log(self, level: int, msg: Any, *args: Any, exc_info: Any = None) -> None:
        """A message of any level."""
        if not isinstance(level, int):
            raise TypeError("level must be an integer")
        self._write(level, msg, args, exc_info)

    def __repr__(self) -> str:
        return f"<Logger {self.name} ({getLevelName(self.getEffectiveLevel())})>"


root = Logger("root", WARNING)
_loggers: dict[str, Logger] = {}


def getLogger(name: str | None = None) -> Logger:
    """The logger of that name, the same every time; without a name the root."""
    if not name or name == "root":
        return root
    found = _loggers.get(name)
    if found is None:
        found = Logger(name)
        above = name.rpartition(".")[0]
        found.parent = getLogger(above) if above else root
        _loggers[name] = found
    return found


def basicConfig(*, level: Any = None) -> None:
    """The root's level. Formats and handlers are the proxy's business."""
    if level is not None:
        root.setLevel(level)


def debug(msg: Any, *args: Any, exc_info: Any = None) -> None:
    """A message of level DEBUG."""
    root._write(DEBUG, msg, args, exc_info)


def info(msg: Any, *args: Any, exc_info: Any = None) -> None:
    """A message of level INFO."""
    root._write(INFO, msg, args, exc_info)


def warning(msg: Any, *args: Any, exc_info: Any = None) -> None:
    """A message of level WARNING."""
    root._write(WARNING, msg, args, exc_info)


def error(msg: Any, *args: Any, exc_info: Any = None) -> None:
    """A message of level ERROR."""
    root._write(ERROR, msg, args, exc_info)


def critical(msg: Any, *args: Any, exc_info: Any = None) -> None:
    """A message of level CRITICAL."""
    root._write(CRITICAL, msg, args, exc_info)


def log(level: int, msg: Any, *args: Any, exc_info: Any = None) -> None:
    """A message of any level."""
    root.log(level, msg, *args, exc_info=exc_info)
