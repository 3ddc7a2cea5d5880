class Node:
    def __init__(self, **fields):
        for name, value in fields.items():
            setattr(self, name, value)


class Number(Node):
    pass


class BinaryOp(Node):
    pass


class Visitor:
    def visit(self, node):
        method = getattr(self, "visit_" + type(node).__name__, self.generic_visit)
        return method(node)

    def generic_visit(self, node):
        raise NotImplementedError("no visit_%s method" % type(node).__name__)


class Evaluator(Visitor):
    def visit_Number(self, node):
        return node.value

    def visit_BinaryOp(self, node):
        left = self.visit(node.left)
        right = self.visit(node.right)
        if node.op == "+":
            return left + right
        elif node.op == "-":
            return left - right
        elif node.op == "*":
            return left * right
        raise ValueError(node.op)


class Printer(Visitor):
    def visit_Number(self, node):
        return str(node.value)

    def visit_BinaryOp(self, node):
        return "(%s %s %s)" % (self.visit(node.left), node.op, self.visit(node.right))


class Other(Node):
    pass


tree = BinaryOp(op="+", left=Number(value=2), right=BinaryOp(op="*", left=Number(value=3), right=Number(value=4)))
print(Printer().visit(tree), "=", Evaluator().visit(tree))
try:
    Evaluator().visit(Other())
except NotImplementedError as e:
    print("error:", e)
