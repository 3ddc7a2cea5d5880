import random

random.seed(2024)
print([random.randint(1, 6) for _ in range(10)])
print(round(random.random(), 6), random.choice("abcdef"))
deck = [r + s for s in "SH" for r in "A23"]
random.shuffle(deck)
print(deck, random.sample(range(100), 5))
print(random.choices(["red", "green"], weights=[3, 1], k=6), round(random.gauss(0, 1), 5))
rng = random.Random(7)
print(rng.randrange(0, 100, 5), rng.uniform(1, 2) < 2, rng.getrandbits(16))
