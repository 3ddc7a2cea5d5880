REGISTRY = {}


def register(name=None, **options):
    def decorate(cls):
        cls.options = options
        REGISTRY[name or cls.__name__] = cls
        return cls
    return decorate


@register("json", pretty=True)
class JsonWriter:
    """Writes JSON."""

    def write(self, data):
        return "{" + ", ".join(f'"{k}": {v}' for k, v in data.items()) + "}"


@register()
class CsvWriter:
    """Writes CSV."""
    sep = ","

    def write(self, data):
        return self.sep.join(map(str, data.values()))


class TsvWriter(CsvWriter):
    sep = "\t"


register("tsv")(TsvWriter)
for name, cls in sorted(REGISTRY.items()):
    writer = cls()
    print(name, cls.__name__, cls.__doc__, cls.options, repr(writer.write({"a": 1, "b": 2})))
