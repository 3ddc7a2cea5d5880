from contextlib import contextmanager, suppress, ExitStack


@contextmanager
def section(name, log):
    log.append("enter " + name)
    try:
        yield name.upper()
    except ValueError as e:
        log.append("caught %s" % e)
    finally:
        log.append("leave " + name)


log = []
with section("one", log) as upper:
    log.append(upper)
with section("two", log):
    raise ValueError("oops")
with suppress(KeyError, IndexError):
    {}["x"]
with ExitStack() as stack:
    names = [stack.enter_context(section(n, log)) for n in ("x", "y")]
    stack.callback(log.append, "callback")
    log.append(",".join(names))
try:
    with section("three", log):
        raise TypeError("through")
except TypeError as e:
    log.append(f"outside {e}")
print("\n".join(log))
