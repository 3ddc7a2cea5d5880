import re

def slug(title):
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")

def camel(name):
    head, *rest = name.split("_")
    return head + "".join(map(str.capitalize, rest))

def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()

print(slug("Hello, World!  It's 2024"), slug("--"), camel("make_it_so"), snake("makeItSo"), snake("HTTPServer"))
print(re.split(r"[,;]\s*", "a, b;c,d"), re.findall(r"\b\w{3}\b", "the cat sat on it"))
print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.fullmatch(r"\d+", "12a"), re.search(r"(?i)B", "abc").span())
