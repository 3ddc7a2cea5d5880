made = []
for i in range(3):

    def scaled(x, by=i):
        return x * by

    made.append(scaled)
print([each(10) for each in made])
