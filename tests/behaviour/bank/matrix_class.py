class Matrix:
    def __init__(self, rows):
        self.rows = [list(row) for row in rows]
    @classmethod
    def identity(cls, n):
        return cls([[int(i == j) for j in range(n)] for i in range(n)])
    @property
    def shape(self):
        return len(self.rows), len(self.rows[0])
    def __matmul__(self, other):
        return Matrix([[sum(a * b for a, b in zip(row, column)) for column in zip(*other.rows)] for row in self.rows])
    def __add__(self, other):
        return Matrix([[a + b for a, b in zip(r, s)] for r, s in zip(self.rows, other.rows)])
    def __mul__(self, factor):
        return Matrix([[a * factor for a in row] for row in self.rows])
    __rmul__ = __mul__
    def __eq__(self, other):
        return self.rows == other.rows
    def __pow__(self, n):
        result = Matrix.identity(len(self.rows))
        for _ in range(n):
            result = result @ self
        return result
    def transposed(self):
        return Matrix(zip(*self.rows))
    def __repr__(self):
        return "Matrix(" + ", ".join(map(str, self.rows)) + ")"

fib = Matrix([[1, 1], [1, 0]])
print(fib ** 10, fib @ Matrix.identity(2) == fib, 3 * fib, (fib + fib).shape)
print(Matrix([[1, 2, 3], [4, 5, 6]]).transposed())
