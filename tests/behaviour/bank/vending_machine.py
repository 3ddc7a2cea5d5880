class VendingError(Exception):
    """Base."""


class OutOfStock(VendingError):
    def __init__(self, item):
        super().__init__(f"{item} is sold out")
        self.item = item


class NotEnough(VendingError):
    def __init__(self, missing):
        Exception.__init__(self, missing)
        self.missing = missing

    def __str__(self):
        return "please insert %d more" % self.missing


class Machine:
    COINS = (5, 10, 20, 50, 100, 200)

    def __init__(self, stock):
        self.stock = {name: list(pair) for name, pair in stock.items()}
        self.credit = 0

    def insert(self, coin):
        if coin not in self.COINS:
            raise ValueError("unknown coin: %r" % coin)
        self.credit += coin

    def buy(self, name):
        price, count = self.stock[name]
        if not count:
            raise OutOfStock(name)
        if price > self.credit:
            raise NotEnough(price - self.credit)
        self.stock[name][1] -= 1
        self.credit -= price
        return name

    def refund(self):
        coins = []
        for coin in reversed(self.COINS):
            count, self.credit = divmod(self.credit, coin)
            coins += [coin] * count
        return coins


m = Machine({"water": (120, 1), "cola": (150, 2)})
steps = [("insert", 100), ("buy", "water"), ("insert", 50), ("insert", 3), ("buy", "water"),
         ("buy", "water"), ("buy", "tea"), ("insert", 200), ("buy", "cola")]
for method, argument in steps:
    try:
        print(method, argument, "->", getattr(m, method)(argument), m.credit)
    except VendingError as error:
        print(type(error).__name__, error)
    except (KeyError, ValueError) as error:
        print("other:", type(error).__name__, error)
print(m.refund(), m.credit)
