import pprint
import textwrap

data = {"name": "example", "values": list(range(30)), "nested": {"b": (1, 2), "a": {"deep": "x" * 40, "other": "y" * 40}}}
pprint.pprint(data)
print(pprint.pformat([1, 2, 3], width=5))
print(textwrap.fill("The quick brown fox jumps over the lazy dog " * 3, width=40, subsequent_indent="  "))
print(textwrap.dedent("""
    indented
      more
    back
""").strip())
