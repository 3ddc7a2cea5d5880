import copy


class P:
    def __init__(self, x):
        self.x = x
        self.y = [x]


p = P(3)
q = copy.copy(p)
r = copy.deepcopy(p)
p.y.append(4)
print(q.x, q.y, r.y, type(r) is P)
