def run(code, data=""):
    jumps, stack = {}, []
    for i, c in enumerate(code):
        if c == "[":
            stack.append(i)
        elif c == "]":
            j = stack.pop()
            jumps[i], jumps[j] = j, i
    cells, pointer, place, out = [0] * 30, 0, 0, []
    data = iter(data)
    while place < len(code):
        match code[place]:
            case ">": pointer += 1
            case "<": pointer -= 1
            case "+": cells[pointer] = (cells[pointer] + 1) % 256
            case "-": cells[pointer] = (cells[pointer] - 1) % 256
            case ".": out.append(chr(cells[pointer]))
            case ",": cells[pointer] = ord(next(data, "\0"))
            case "[" if not cells[pointer]: place = jumps[place]
            case "]" if cells[pointer]: place = jumps[place]
        place += 1
    return "".join(out)

print(run("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+."))
print(run(",[.,]", "echo"))
