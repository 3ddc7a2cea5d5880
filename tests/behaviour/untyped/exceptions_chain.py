def parse(text):
    try:
        return int(text)
    except ValueError as error:
        raise RuntimeError(f"cannot parse {text!r}") from error

for item in ["12", "x1", ""]:
    try:
        print(parse(item))
    except RuntimeError as error:
        print(type(error).__name__, error, "|", type(error.__cause__).__name__, error.__cause__)
    else:
        print("fine")
    finally:
        print("done", repr(item))
