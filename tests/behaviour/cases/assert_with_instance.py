# What a failed assert says is shown, too.
class Box:
    def __str__(self):
        return "shown"


assert not Box(), Box()
