class Animal:
    sound = "..."

    def __init__(self, name):
        self.name = name

    def speak(self):
        return f"{self.name} says {self.sound}"

class Dog(Animal):
    sound = "Woof"

    def speak(self):
        return super().speak() + "!"

class Puppy(Dog):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age

    def __str__(self):
        return f"{self.name} ({self.age})"

for animal in [Animal("It"), Dog("Rex"), Puppy("Bit", 1)]:
    print(animal.speak())
print(Puppy("Bit", 1), isinstance(Puppy("a", 2), Animal), issubclass(Dog, Puppy))
