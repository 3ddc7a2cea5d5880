from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import Any, Dict, List, Optional, Union


class Z:
    pass


base = 40


@dataclass
class C:
    x: int
    y: "int" = 3
    z: list[int] = field(default_factory=list)
    w: Optional[int] = None
    v: int | None = None
    u: Z = None
    t: Any = (1, 2)
    _: KW_ONLY
    k: str = "a{}'"
    j: None = None
    n: Dict[str, List[Union[int, str]]] = None
    m: dict[str, list[int]] = None
    i: int = field(default=0, init=False)
    b: int = base + 2


print(C.__doc__)


@dataclass
class D:
    pass


print(D.__doc__)


@dataclass
class E(D):
    """Doc."""

    a: int = 5


print(E.__doc__)


@dataclass
class F(E):
    b: float = 2.5


print(F.__doc__, F(1).__doc__)


@dataclass
class G:
    a: int
    scale: InitVar[int] = 2


print(G.__doc__)
