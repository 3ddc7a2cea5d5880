"""Class variables that only computed names reach, with a default."""


class Settings:
    DEBUG = True
    PORT = 80


def get(name, default=None): return getattr(Settings, name.upper(), default)


print(get("debug"), get("port", 1), get("nope", 2), hasattr(Settings, "po".upper() + "RT"))
