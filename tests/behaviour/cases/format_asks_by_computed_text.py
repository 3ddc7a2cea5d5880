"""Properties that a format string names which is put together when the program runs."""


class Point:
    @property
    def name(self) -> str:
        return "P"


for each in ("n", "m"):
    text = "{0." + each + "ame}"
    try:
        print(text.format(Point()))
    except AttributeError as error:
        print(error)
