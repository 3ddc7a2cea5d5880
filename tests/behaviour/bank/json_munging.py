import json

data = json.loads('{"users": [{"name": "ann", "tags": ["a", "b"], "age": 30}, {"name": "bob", "age": null}], "total": 2.50, "ok": true}')
print([u["name"].title() for u in data["users"]], data["users"][1].get("tags", []), data["total"])
data["users"][0]["tags"].append("c")
data["by_name"] = {u.pop("name"): u for u in data.pop("users")}
print(json.dumps(data, sort_keys=True))
print(json.dumps({"é": [1, 2.5, None, False], "n": {"x": ()}}, indent=1, ensure_ascii=False))
for bad in ("{", "[1,]", "nul", '{"a" 1}'):
    try:
        json.loads(bad)
    except json.JSONDecodeError as error:
        print(error)
