for value in (0, 42, -7, 123456789):
    print(f"[{value:5}] [{value:<5}] [{value:^5}] [{value:+}] [{value:05}] [{value:x}] [{value:,}] [{value:b}]")
for text in ("a", "hello"):
    print(f"[{text:>8}] [{text:*^9}] [{text:.2}] [{text!r:>9}]")
width, precision = 10, 3
print(f"{3.14159:{width}.{precision}f}|{'x':>{width}}")
print("{} {1}".format(1, 2) if False else "{0} {1} {0} {name}".format(1, 2, name="n"))
print("%s %d %5.2f %r %x %%" % ("s", 42, 3.14159, "q", 255))
print(f"{1 + 1=} {'quote'!r} {{literal}}")
