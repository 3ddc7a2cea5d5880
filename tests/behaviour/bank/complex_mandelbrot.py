def mandelbrot(c, limit=30):
    z = 0
    for n in range(limit):
        if abs(z) > 2:
            return n
        z = z * z + c
    return limit


for y in range(-5, 6):
    print("".join(" .:-=+*#%@"[mandelbrot(complex(x / 10, y / 4)) // 4] for x in range(-20, 8)))
