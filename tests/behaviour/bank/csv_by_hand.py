def rows(text):
    row, field, quoted = [], [], False
    letters = iter(text)
    for c in letters:
        if quoted:
            if c == '"':
                c = next(letters, "\n")
                if c == '"':
                    field.append(c)
                    continue
                quoted = False
            else:
                field.append(c)
                continue
        if c == '"':
            quoted = True
        elif c in ",\n":
            row.append("".join(field))
            field = []
            if c == "\n":
                yield row
                row = []
        else:
            field.append(c)

for row in rows('name,note\n"Smith, J","said ""hi"""\nx,\n'):
    print(row)
header, *body = rows("a,b\n1,2\n3,4\n")
print([dict(zip(header, line)) for line in body])
