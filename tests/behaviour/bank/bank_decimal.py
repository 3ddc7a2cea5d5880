from decimal import Decimal, ROUND_HALF_UP

prices = ["19.99", "5.01", "0.10", "100.005"]
total = sum(Decimal(p) for p in prices)
print(total)
tax = (total * Decimal("0.19")).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
print(tax, total + tax)
print(Decimal("0.1") + Decimal("0.2") == Decimal("0.3"))
