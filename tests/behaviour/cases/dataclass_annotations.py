import dataclasses
import typing
import typing as t
from dataclasses import InitVar, dataclass, make_dataclass
from dataclasses import InitVar as IV
from typing import ClassVar
from typing import ClassVar as CV


def count(kind):
    try:
        return kind(10).x
    except (TypeError, AttributeError) as error:
        return str(error)


for written in (
    "CV", "t.ClassVar", "t.ClassVar[int]", "typing..ClassVar[int]", "Classvar", "Classvar[int]", "typing.ClassVarx[int]",
    "typong.ClassVar[int]", "dataclasses.ClassVar[int]", "typingxClassVar[str]", "ClassVar", "ClassVar [int]", " ClassVar",
    "typing.ClassVar", "typing. ClassVar [ int ]", "InitVar[int]", " InitVar ", "IV", "dataclasses.InitVar", "dc.InitVar",
    "dataclasses .InitVar[str]", "dataclasses.InitVar+", "xdataclasses.xInitVar", "typing.xInitVar[int]", "int",
):

    @dataclass
    class C:
        x: written

    print(written, count(C))


@dataclass
class D:
    x: int
    y: CV[int] = 1
    z: IV[int] = 2
    v: t.ClassVar = 3
    w: dataclasses.InitVar[int] = 4


print(D(1), D(1, 5, 6), D.y, D.v)

for bad in [(), (1, 2, 3, 4), float]:
    try:
        make_dataclass("C", ["a", bad])
    except TypeError as error:
        print(error)
try:
    make_dataclass("C", [], xxinit=False)
except TypeError as error:
    print(error)
