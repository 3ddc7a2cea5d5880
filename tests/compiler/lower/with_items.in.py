def use(manager):
    with manager as value:
        return value


print(use(open_ := None) if False else 1)
