class Options:
    def __init__(self, **given):
        self.level = 1
        self.__dict__.update(given)


kept = vars(Options(level=2))
print(kept["level"], Options().__dict__["level"])
