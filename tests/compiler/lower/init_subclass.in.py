class Plugin:
    names: list[str] = []

    def __init_subclass__(cls, title: str = "") -> None:
        cls.title = title
        cls.names.append(cls.__name__)


class Upper(Plugin, title="upper"):
    pass
