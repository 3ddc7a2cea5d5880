from enum import Enum, auto


class State(Enum):
    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPED = auto()

    @property
    def final(self):
        return self is State.STOPPED

    def __str__(self):
        return self.name.title()


TRANSITIONS = {
    (State.IDLE, "start"): State.RUNNING,
    (State.RUNNING, "pause"): State.PAUSED,
    (State.PAUSED, "start"): State.RUNNING,
    (State.RUNNING, "stop"): State.STOPPED,
}


class Player:
    def __init__(self):
        self.state = State.IDLE
        self.hooks = {state: [] for state in State}

    def on(self, state):
        def register(f):
            self.hooks[state].append(f)
            return f
        return register

    def send(self, command):
        key = self.state, command
        if key not in TRANSITIONS:
            print(f"cannot {command} while {self.state}")
            return
        self.state = TRANSITIONS[key]
        for hook in self.hooks[self.state]:
            hook(self)


p = Player()


@p.on(State.RUNNING)
def running(player):
    print("running now:", player.state.name, player.state.value)


@p.on(State.STOPPED)
def stopped(player):
    print("stopped", player.state.final)


for c in "pause start pause stop start stop start".split():
    p.send(c)
print(State["PAUSED"], State(1), list(map(str, State)), repr(State.IDLE))
