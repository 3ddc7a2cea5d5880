import operator as op
import math


def tokenize(chars):
    return chars.replace("(", " ( ").replace(")", " ) ").split()


def parse(tokens):
    if not tokens:
        raise SyntaxError("unexpected EOF")
    token = tokens.pop(0)
    if token == "(":
        items = []
        while tokens[0] != ")":
            items.append(parse(tokens))
        tokens.pop(0)
        return items
    elif token == ")":
        raise SyntaxError("unexpected )")
    return atom(token)


def atom(token):
    try:
        return int(token)
    except ValueError:
        try:
            return float(token)
        except ValueError:
            return str(token)


class Env(dict):
    def __init__(self, parms=(), args=(), outer=None):
        self.update(zip(parms, args))
        self.outer = outer

    def find(self, var):
        if var in self:
            return self
        if self.outer is None:
            raise NameError(var)
        return self.outer.find(var)


def standard_env():
    env = Env()
    env.update(vars_of_math())
    env.update({
        "+": op.add, "-": op.sub, "*": op.mul, "/": op.truediv, ">": op.gt, "<": op.lt, "<=": op.le, "=": op.eq,
        "car": lambda x: x[0], "cdr": lambda x: x[1:], "cons": lambda x, y: [x] + y, "list": lambda *x: list(x),
        "length": len, "map": lambda f, xs: list(map(f, xs)), "null?": lambda x: x == [], "begin": lambda *x: x[-1],
    })
    return env


def vars_of_math():
    return {"sqrt": math.sqrt, "pi": math.pi, "max": max, "abs": abs}


class Procedure:
    def __init__(self, parms, body, env):
        self.parms, self.body, self.env = parms, body, env

    def __call__(self, *args):
        return evaluate(self.body, Env(self.parms, args, self.env))


GLOBAL = standard_env()


def evaluate(x, env=GLOBAL):
    if isinstance(x, str):
        return env.find(x)[x]
    if not isinstance(x, list):
        return x
    if x[0] == "if":
        _, test, yes, no = x
        return evaluate(yes if evaluate(test, env) else no, env)
    if x[0] == "define":
        _, name, expression = x
        env[name] = evaluate(expression, env)
        return None
    if x[0] == "lambda":
        _, parms, body = x
        return Procedure(parms, body, env)
    procedure, *args = [evaluate(e, env) for e in x]
    return procedure(*args)


def to_text(value):
    if isinstance(value, list):
        return "(" + " ".join(map(to_text, value)) + ")"
    return str(value)


for program in [
    "(define fact (lambda (n) (if (<= n 1) 1 (* n (fact (- n 1))))))",
    "(fact 20)",
    "(define twice (lambda (f) (lambda (x) (f (f x)))))",
    "((twice (lambda (x) (* x 1.5))) 4)",
    "(map fact (list 1 2 3 (+ 2 2)))",
    "(begin (define r 10) (* pi (* r r)))",
    "(cons 1 (cdr (list 7 8 9)))",
    "(max 3 (abs -7) (sqrt 16))",
    "(undefined 1)",
]:
    try:
        value = evaluate(parse(tokenize(program)))
        if value is not None:
            print(program, "=>", to_text(value))
    except NameError as e:
        print("NameError", e)
