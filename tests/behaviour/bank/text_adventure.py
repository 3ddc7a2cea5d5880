class Room:
    def __init__(self, name, description):
        self.name = name
        self.description = description
        self.exits = {}
        self.items = []

    def connect(self, direction, other):
        opposite = {"north": "south", "south": "north", "east": "west", "west": "east"}
        self.exits[direction] = other
        other.exits[opposite[direction]] = self


class Game:
    def __init__(self):
        hall = Room("Hall", "A long hall.")
        kitchen = Room("Kitchen", "It smells of onions.")
        cellar = Room("Cellar", "Dark.")
        hall.connect("north", kitchen)
        kitchen.connect("east", cellar)
        cellar.items.append("lamp")
        kitchen.items += ["knife", "bread"]
        self.room = hall
        self.bag = set()

    def do_go(self, direction):
        if direction in self.room.exits:
            self.room = self.room.exits[direction]
            return self.do_look()
        return "You cannot go there."

    def do_look(self, *_):
        lines = [f"== {self.room.name} ==", self.room.description]
        if self.room.items:
            lines.append("Here: " + ", ".join(sorted(self.room.items)))
        lines.append("Exits: " + " ".join(sorted(self.room.exits)))
        return "\n".join(lines)

    def do_take(self, item):
        try:
            self.room.items.remove(item)
        except ValueError:
            return f"There is no {item}."
        self.bag.add(item)
        return f"Taken: {item}"

    def do_bag(self):
        return "You have: " + (", ".join(sorted(self.bag)) or "nothing")

    def play(self, commands):
        for command in commands:
            verb, *rest = command.split()
            handler = getattr(self, f"do_{verb}", None)
            print(">", command)
            print(handler(*rest) if handler else "What?")


Game().play(["look", "go east", "go north", "take knife", "take spoon", "go east", "take lamp", "dance", "bag"])
