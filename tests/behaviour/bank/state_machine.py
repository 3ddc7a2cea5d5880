class Door:
    moves = {("closed", "open"): "opened", ("opened", "close"): "closed", ("closed", "lock"): "locked", ("locked", "unlock"): "closed"}

    def __init__(self):
        self.state = "closed"
        self.history = [self.state]

    def __getattr__(self, name):
        if not any(name == event for _, event in self.moves):
            raise AttributeError(name)
        def move():
            try:
                self.state = self.moves[self.state, name]
            except KeyError:
                raise RuntimeError(f"cannot {name} when {self.state}") from None
            self.history.append(self.state)
            return self
        return move

door = Door()
door.open().close().lock()
print(door.history)
for event in ("open", "unlock", "paint"):
    try:
        print(getattr(door, event)().state)
    except (RuntimeError, AttributeError) as error:
        print(type(error).__name__, error)
