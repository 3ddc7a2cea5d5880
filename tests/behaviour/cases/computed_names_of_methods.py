"""A method that only a computed name reaches."""


class V:
    def visit(self, n):
        return getattr(self, "visit_" + n)(n)
    def visit_x(self, n):
        return 1


print(V().visit("x"))
