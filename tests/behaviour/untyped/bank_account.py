class InsufficientFunds(Exception):
    pass

class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.log = []

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.balance += amount
        self.log.append(("deposit", amount))

    def withdraw(self, amount):
        if amount > self.balance:
            raise InsufficientFunds(f"{self.owner} has {self.balance}, needs {amount}")
        self.balance -= amount
        self.log.append(("withdraw", amount))

acc = Account("ann", 100)
acc.deposit(50)
for amount in (30, 500, 10):
    try:
        acc.withdraw(amount)
    except InsufficientFunds as error:
        print("refused:", error)
try:
    acc.deposit(-1)
except ValueError as error:
    print(error)
print(acc.balance, acc.log)
