"""A visitor by the names of classes, with a method for all others."""

from typing import Any


class Num:
    def __init__(self, value: int) -> None:
        self.value = value


class Add:
    def __init__(self, left: Any, right: Any) -> None:
        self.left, self.right = left, right


class Visitor:
    def visit(self, node: Any) -> str:
        method = getattr(self, f"visit_{type(node).__name__}", self.generic)
        return method(node)

    def generic(self, node: Any) -> str:
        return f"<{type(node).__name__}>"

    def visit_Num(self, node: Num) -> str:
        return str(node.value)

    def visit_Add(self, node: Add) -> str:
        return f"({self.visit(node.left)} + {self.visit(node.right)})"


print(Visitor().visit(Add(Num(1), Add(Num(2), "x"))))
