import re

def render(template, **values):
    def lookup(match):
        name, _, fmt = match.group(1).partition("|")
        value = values
        for part in name.strip().split("."):
            value = value[part] if isinstance(value, dict) else getattr(value, part)
        return getattr(str(value), fmt.strip())() if fmt else str(value)
    return re.sub(r"\{\{(.+?)\}\}", lookup, template)

class User:
    name = "ann"

print(render("Hi {{user.name|title}}, you have {{ n }} {{d.k|upper}}.", user=User, n=3, d={"k": "mails"}))
try:
    render("{{nope}}")
except KeyError as error:
    print("missing", error)
