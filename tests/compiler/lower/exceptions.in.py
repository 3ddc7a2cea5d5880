def guarded(f):
    try:
        return f()
    except KeyError as error:
        return error
    finally:
        print("done")


print(guarded(lambda: {}["x"]))
