FONT = {"A": (0b01110, 0b10001, 0b11111, 0b10001), "B": (0b11110, 0b11110, 0b10001, 0b11110), " ": (0,) * 4}


def render(text, on="#", off="."):
    for row in range(4):
        line = ""
        for ch in text:
            bits = FONT.get(ch.upper(), (31,) * 4)[row]
            line += "".join(on if bits >> (4 - i) & 1 else off for i in range(5)) + " "
        print(line.rstrip())


render("AB")
render("b a?", on="@", off=" ")
print(bin(FONT["A"][0]), format(FONT["B"][2], "08b"), f"{FONT['A'][1]:#07b}")
