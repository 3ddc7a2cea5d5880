"""What int() and float() say of texts that are no numbers, however long they are."""

TEXTS = ("x" * 300, "é" * 300, b"y" * 300, "'" * 250, bytearray(b"z" * 300), "\n" * 300)
LIMITS = ("1" * 197 + "q", "1" * 198 + "q", "1" * 199 + "q")
for text in (*TEXTS, *LIMITS):
    for base in (0, 10, 16, 36):
        try:
            int(text, base)
        except ValueError as error:
            print(base, error)
    try:
        int(text)
    except ValueError as error:
        print(error)
    try:
        float(text)
    except ValueError as error:
        print(error)
