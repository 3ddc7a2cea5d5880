"""A filter's metrics as a test asks for them: by name and the values of the labels."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sluice.testing.abi import MetricType
from sluice.testing.statistics import Statistic

EXCEPTIONS = "exceptions_total"  # that of the API itself, counted for each plugin


@dataclass(frozen=True, slots=True)
class MetricDeclaration:
    """A metric that the filter declares, whichever platform tells."""

    name: str
    labels: tuple[str, ...]


class Metrics:
    """`metrics["name"]`, with labels `metrics["name", "value of the first label"]`; histograms: `samples`.

    `read` tells what the proxy has counted so far; `declared` is None for a module that does not say what it
    declares: its metrics go by their full names.
    """

    def __init__(
        self,
        plugin: str,
        read: Callable[[], Iterable[Statistic]],
        declared: Callable[[], Iterable[MetricDeclaration] | None],
    ) -> None:
        self._plugin = plugin
        self._read = read
        self._declared = declared

    def __getitem__(self, key: str | tuple[str, ...]) -> int:
        """The value of a counter or gauge; 0 when the filter declares it but has not touched it."""
        name = self._full_name(key)
        for statistic in self._read():
            if statistic.name == name and statistic.type is not MetricType.HISTOGRAM:
                return statistic.value
        return 0

    def samples(self, name: str, *labels: str) -> list[int]:
        """What a histogram recorded, in order."""
        full_name = self._full_name((name, *labels))
        for statistic in self._read():
            if statistic.name == full_name and statistic.type is MetricType.HISTOGRAM:
                return statistic.samples.copy()
        return []

    def all(self) -> dict[str, int]:
        """Every counter and gauge that was touched, by full name."""
        return {each.name: each.value for each in self._read() if each.type is not MetricType.HISTOGRAM}

    def _full_name(self, key: str | tuple[str, ...]) -> str:
        name, *values = (key,) if isinstance(key, str) else key
        if name == EXCEPTIONS and not values:
            return f"{EXCEPTIONS};plugin={self._plugin.replace(';', '_')}"
        declarations = self._declared()
        if declarations is None:
            return name
        declared = {each.name: each for each in declarations}
        if name not in declared:
            raise KeyError(f"the filter declares no metric {name!r}, but {sorted(declared)}")
        labels = declared[name].labels
        if len(values) != len(labels):
            raise KeyError(f"metric {name!r} has the labels {list(labels)}, not {len(values)} of them")
        return name + "".join(f";{label}={value}" for label, value in zip(labels, values, strict=True))
