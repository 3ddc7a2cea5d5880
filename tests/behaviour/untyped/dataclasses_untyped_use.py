from dataclasses import dataclass, field

@dataclass
class Item:
    name: str
    price: float
    tags: list = field(default_factory=list)
    count: int = 1

    def total(self):
        return self.price * self.count

items = [Item("pen", 1.5), Item("ink", 4, ["blue"], 3), Item(name="pad", price=2.25, count=2)]
for item in items:
    print(item, item.total())
print(items[0] == Item("pen", 1.5), items[0] != items[1])
items[0].tags.append("x")
print(items[0].tags, Item("q", 0).tags)
try:
    Item()
except TypeError as error:
    print(error)
