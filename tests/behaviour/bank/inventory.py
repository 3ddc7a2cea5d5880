class OutOfStock(Exception):
    def __init__(self, name, wanted, there):
        super().__init__(f"only {there} of {name}, wanted {wanted}")
        self.missing = wanted - there

class Inventory:
    def __init__(self, **stock): self.stock = dict(stock)
    def __contains__(self, name): return self.stock.get(name, 0) > 0
    def __iadd__(self, other):
        for name, n in other.items():
            self.stock[name] = self.stock.get(name, 0) + n
        return self
    def take(self, name, n=1):
        there = self.stock.get(name, 0)
        if there < n:
            raise OutOfStock(name, n, there)
        self.stock[name] = there - n
        return n

shop = Inventory(apple=3)
shop += {"pear": 2, "apple": 1}
print(shop.take("apple", 2), shop.stock, "pear" in shop, "fig" in shop)
for name, n in (("apple", 5), ("fig", 1)):
    try:
        shop.take(name, n)
    except OutOfStock as error:
        print(error, error.missing, error.args)
