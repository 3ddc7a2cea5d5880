class Bag:
    def __init__(self, *items):
        self.items = list(items)

    def __getitem__(self, index):
        return self.items[index]

    def __setitem__(self, index, value):
        self.items[index] = value

    def __delitem__(self, index):
        del self.items[index]

    def __contains__(self, item):
        return item in self.items

    def __len__(self):
        return len(self.items)

    def __call__(self, x):
        return [x] + self.items

bag = Bag(1, 2, 3)
print(bag[0], bag[-1], bag[1:], 2 in bag, len(bag), bag("c"))
bag[0] = "z"
del bag[1]
print(list(bag), [x for x in bag])
try:
    bag[9]
except IndexError as error:
    print(error)
