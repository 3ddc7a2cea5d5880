# The attribute that a method adds comes behind the one from outside.
class C:
    def __init__(self):
        self.a = 1
    def late(self):
        self.z = 3
c = C()
c.q = 2
c.late()
print(vars(c))
