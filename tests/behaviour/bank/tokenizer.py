import re

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*)|(.))")

def tokens(text):
    for number, operator in TOKEN.findall(text):
        yield float(number) if number else operator

class Parser:
    def __init__(self, text):
        self.items = [t for t in tokens(text) if t != " "]
        self.place = 0
    def peek(self):
        return self.items[self.place] if self.place < len(self.items) else None
    def take(self):
        item = self.peek()
        self.place += 1
        return item
    def expression(self):
        value = self.term()
        while self.peek() in ("+", "-"):
            value = value + self.term() if self.take() == "+" else value - self.term()
        return value
    def term(self):
        value = self.factor()
        while self.peek() in ("*", "/"):
            value = value * self.factor() if self.take() == "*" else value / self.factor()
        return value
    def factor(self):
        item = self.take()
        if item == "(":
            value = self.expression()
            if self.take() != ")":
                raise SyntaxError("missing )")
            return value
        if item == "-":
            return -self.factor()
        if not isinstance(item, float):
            raise SyntaxError(f"unexpected {item!r}")
        return item

for text in ("1 + 2 * 3", "(1 + 2) * 3", "-4 / (2 - 4)", "2 * (3", "1 +", "1 / 0"):
    try:
        print(text, "=", Parser(text).expression())
    except (SyntaxError, ZeroDivisionError) as error:
        print(text, "!", type(error).__name__, error)
