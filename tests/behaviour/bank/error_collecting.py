def parse(items):
    good, bad = [], []
    for item in items:
        try:
            good.append(10 / int(item))
        except ValueError as error:
            bad.append(f"value: {error}")
        except ZeroDivisionError:
            bad.append("zero")
        except TypeError as error:
            bad.append(type(error).__name__)
        else:
            good[-1] = round(good[-1], 2)
        finally:
            bad.append("|")
    return good, bad

print(parse(["5", "x", 0, None, 3, [], "1.5", True]))
def nested():
    try:
        try:
            {}["k"]
        except KeyError as error:
            raise RuntimeError("wrapped") from error
    except RuntimeError as error:
        return f"{error} <- {error.__cause__!r}"
print(nested())
