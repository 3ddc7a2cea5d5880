from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    rate: int
    names: list[str] = field(default_factory=list)


print(Limits(3).rate)
