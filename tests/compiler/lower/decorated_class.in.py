def singleton(cls):
    kept = []

    def get():
        if not kept:
            kept.append(cls())
        return kept[0]

    return get


def marked(cls):
    return cls


@singleton
class Settings:
    level = 1


@marked
class Plain:
    level = 2


print(Settings().level, Plain().level)
