"""`vars` of classes whose slots are known to be set in order."""

class G:
    def __init__(self) -> None:
        self.b = 0
        self.a: float = 1.5
        self.c = 1
class H(G):
    def __init__(self) -> None:
        super().__init__()
        self.e = 1
        self.d: float = 2.5
        for i in range(3):
            self.e += i
print(vars(G()), vars(H()), vars(G()) == vars(G()), H().__dict__["d"])
