# An exception that nobody handles is shown with its argument: nothing else here makes a text of a value.
class Box:
    def __repr__(self):
        return "shown"


raise StopIteration(1, Box())
