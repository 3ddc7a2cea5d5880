import sys


class Upper:
    def write(self, text: str) -> None:
        sys.stderr.write(text.upper())


sys.stdout = Upper()
print("loud")
