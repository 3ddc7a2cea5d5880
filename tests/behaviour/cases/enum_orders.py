from enum import Enum, Flag, auto
class Confused(Flag):
    _order_ = 'ONE TWO FOUR DOS EIGHT SIXTEEN'
    ONE = auto()
    TWO = auto()
    FOUR = auto()
    DOS = 2
    EIGHT = auto()
    SIXTEEN = auto()
print(list(Confused), Confused.TWO is Confused.DOS)
class C(Enum):
    _order_ = "A B C"
    A = 1
    B = 1
    C = 2
print(list(C))
try:
    class D(Enum):
        _order_ = "B A"
        A = 1
        B = 2
except TypeError as e: print(e)
