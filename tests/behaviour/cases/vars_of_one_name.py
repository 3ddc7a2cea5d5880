# One attribute out of the dict of an instance whose class the compiler does not know. Nothing else here asks
# for a dict.
class Box:
    def __init__(self):
        self.q = "text"


print(vars(Box())["q"])
