import argparse

parser = argparse.ArgumentParser(prog="tool", description="Adds numbers.")
parser.add_argument("numbers", nargs="+", type=int)
parser.add_argument("-v", "--verbose", action="store_true")
parser.add_argument("--factor", type=float, default=1.0)
args = parser.parse_args(["1", "2", "3", "--factor", "2.5", "-v"])
total = sum(args.numbers) * args.factor
if args.verbose:
    print("numbers:", args.numbers, "factor:", args.factor)
print(total)
