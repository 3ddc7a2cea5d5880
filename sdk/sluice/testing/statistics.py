"""The proxy's statistics, as far as filters make them: one value for each name, over all VMs."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sluice.testing.abi import MetricType, Status, StatusError

_MAX = 2**64


@dataclass(slots=True)
class Statistic:
    """`value` of a counter or gauge; `samples` of a histogram, in order."""

    type: MetricType
    name: str
    value: int = 0
    samples: list[int] = field(default_factory=list)


class Statistics:
    """Ids are made once for each kind and name and are the same in every host of this process.

    So an id that a module of the author's API remembers stays right when, under CPython, several hosts come
    and go around it.
    """

    _ids: dict[tuple[MetricType, str], int] = {}  # noqa: RUF012 shared on purpose
    _names: dict[int, tuple[MetricType, str]] = {}  # noqa: RUF012

    def __init__(self) -> None:
        self._statistics: dict[int, Statistic] = {}

    def __iter__(self) -> Iterator[Statistic]:
        return iter(self._statistics.values())

    def define(self, type_: int, name: str) -> int:
        if type_ not in tuple(MetricType):
            raise StatusError(Status.BAD_ARGUMENT)
        key = (MetricType(type_), name)
        if key not in self._ids:
            self._ids[key] = len(self._ids) * 4 + type_  # Envoy too keeps the type in the two lowest bits
            self._names[self._ids[key]] = key
        id_ = self._ids[key]
        self._statistics.setdefault(id_, Statistic(*key))
        return id_

    def increment(self, id_: int, offset: int) -> None:
        statistic = self._find(id_)
        match statistic.type:
            case MetricType.COUNTER if offset > 0:
                statistic.value = (statistic.value + offset) % _MAX
            case MetricType.GAUGE:
                statistic.value = (statistic.value + offset) % _MAX
            case _:
                raise StatusError(Status.BAD_ARGUMENT)

    def record(self, id_: int, value: int) -> None:
        statistic = self._find(id_)
        match statistic.type:
            case MetricType.COUNTER:
                statistic.value = (statistic.value + value) % _MAX
            case MetricType.GAUGE:
                statistic.value = value
            case MetricType.HISTOGRAM:
                statistic.samples.append(value)

    def get(self, id_: int) -> int:
        statistic = self._find(id_)
        if statistic.type is MetricType.HISTOGRAM:
            raise StatusError(Status.BAD_ARGUMENT)
        return statistic.value

    def forget_samples(self) -> None:
        """Drop the histograms' samples, which a long run would pile up."""
        for statistic in self:
            statistic.samples.clear()

    def _find(self, id_: int) -> Statistic:
        if id_ not in self._names:
            raise StatusError(Status.NOT_FOUND)
        return self._statistics.setdefault(id_, Statistic(*self._names[id_]))
