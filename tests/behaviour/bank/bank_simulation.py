class Account:
    count = 0
    def __init__(self, owner, balance=0):
        self.owner, self._balance, self.log = owner, balance, []
        Account.count += 1
        self.number = f"{Account.count:04}"
    @property
    def balance(self): return self._balance
    @balance.setter
    def balance(self, value):
        if value < 0:
            raise ValueError(f"{self.owner} cannot go to {value}")
        self.log.append(value - self._balance)
        self._balance = value
class Savings(Account):
    rate = 0.1
    def interest(self):
        self.balance += round(self.balance * self.rate, 2)
a, b = Account("ann", 100), Savings("bob", 50)
for amount in (30, 80):
    try:
        a.balance -= amount
        b.balance += amount
    except ValueError as error:
        print(error)
b.interest()
print(a.balance, b.balance, a.log, b.log, b.number, Account.count)
