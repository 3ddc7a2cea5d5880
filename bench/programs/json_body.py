"""Read a JSON body of 10 KB, change it as a filter does, and write it again."""

import json

ROUNDS = 100


def make_body(items: int) -> str:
    orders = [
        {
            "id": i,
            "sku": f"item-{i * 7919 % 10007}",
            "price": i * 1.25,
            "card": f"4111-1111-{i:04d}",
            "tags": ["new", "größer", 'quo"ted'],
            "stock": None if i % 3 else True,
        }
        for i in range(items)
    ]
    return json.dumps({"user": {"name": "Ana", "mail": "ana@example.org"}, "orders": orders})


def transform(body: str) -> str:
    document = json.loads(body)
    total = 0.0
    for order in document["orders"]:
        order["card"] = "…" + order["card"][-4:]
        order["vat"] = round(order["price"] * 0.19, 2)
        total += order["price"]
        del order["tags"]
    document["user"].pop("mail")
    document["total"] = total
    return json.dumps(document, separators=(",", ":"))


def main() -> None:
    body = make_body(72)
    answer = ""
    for _ in range(ROUNDS):
        answer = transform(body)
    print(len(body), len(answer), answer[-60:])


main()
