def twice(function):
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs), function(*args, **kwargs)
    return wrapper

def tag(name):
    def decorate(function):
        def wrapper(*args):
            return f"<{name}>{function(*args)}</{name}>"
        return wrapper
    return decorate

@twice
def hello(who):
    return "hi " + who

@tag("b")
@tag("i")
def text(value):
    return str(value)

print(hello("ann"))
print(text(42))
