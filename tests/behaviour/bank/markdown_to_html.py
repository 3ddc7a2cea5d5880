import re


def inline(text):
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
    text = re.sub(r"`([^`]+)`", lambda m: "<code>" + m.group(1) + "</code>", text)
    text = re.sub(r"\[(?P<label>[^\]]+)\]\((?P<url>[^)]+)\)", r'<a href="\g<url>">\g<label></a>', text)
    return text


def convert(source):
    html = []
    in_list = False
    for line in source.strip().splitlines():
        line = line.rstrip()
        heading = re.match(r"(#{1,6})\s+(.*)", line)
        if in_list and not line.startswith("- "):
            html.append("</ul>")
            in_list = False
        if heading:
            level = len(heading.group(1))
            html.append(f"<h{level}>{inline(heading.group(2))}</h{level}>")
        elif line.startswith("- "):
            if not in_list:
                html.append("<ul>")
                in_list = True
            html.append("  <li>%s</li>" % inline(line[2:]))
        elif line:
            html.append("<p>{}</p>".format(inline(line)))
    if in_list:
        html.append("</ul>")
    return "\n".join(html)


SAMPLE = """
# Title with *style*

Some **bold** text and `code`.

- one
- two [link](http://example.com/a?b=c)

## Next
End.
"""
print(convert(SAMPLE))
