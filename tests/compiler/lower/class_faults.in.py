from dataclasses import dataclass

try:

    @dataclass
    class Wrong:
        first: int = 0
        second: int

except TypeError as error:
    print(error)
