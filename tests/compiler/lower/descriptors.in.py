class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        return getattr(instance, self.name)

    def __set__(self, instance, value):
        setattr(instance, self.name, abs(value))


class Account:
    balance = Positive()

    def __init__(self, balance):
        self.balance = balance


print(Account(-3).balance)
