class Emitter:
    def __init__(self):
        self.handlers = {}
    def on(self, name):
        def register(function):
            self.handlers.setdefault(name, []).append(function)
            return function
        return register
    def emit(self, name, *args, **kwargs):
        return [handler(*args, **kwargs) for handler in self.handlers.get(name, ())]

events = Emitter()

@events.on("greet")
def hello(name, punctuation="!"):
    return f"hello {name}{punctuation}"

@events.on("greet")
@events.on("leave")
def log(name, **rest):
    return (name, rest)

print(events.emit("greet", "ann", punctuation="?"), events.emit("leave", "bob"), events.emit("nothing"))
