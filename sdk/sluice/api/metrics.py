"""Counters, gauges and histograms, as the proxy's own statistics show them, summed over all workers.

    denied = Counter("denied_total", "Requests refused, by reason.", labels=("reason",))
    denied.increment(reason="unknown")

Proxies know no labels, so they are part of the name: `denied_total;reason=unknown`. A tag rule for each
label (`(;reason=([^;]*))` in Envoy's `stats_tags`) takes them out again, in Envoys of your own: the console
reads labels in the names, so its nodes have no such rules. Label values should come from a small set: each
new combination is a statistic that the proxy keeps for good. After `MAX_SERIES` combinations of one metric
further ones are counted as "other", so that clients cannot fill the proxy's memory. Descriptions stand in
the module's metadata, not in its code. `sluice build` refuses a metric whose name is not made of letters,
digits, "_" and ".".
"""

from sluice.api import hostcalls
from sluice.api.wire import series_name

MAX_SERIES = 1000
OTHER = "other"


class Metric:
    """What counters, gauges and histograms share: a name, labels, and the host's ids, one for each
    combination.
    """

    def __init__(self, kind: int, name: str, labels: tuple[str, ...]) -> None:
        self.name = name
        self.labels = labels
        self._kind = kind
        self._ids: dict[str, int] = {}  # by full name

    def _id_of(self, labels: dict[str, str]) -> int:
        full_name = series_name(self.name, self.labels, labels, "")
        metric_id = self._ids.get(full_name)
        if metric_id is None:
            if len(self._ids) >= MAX_SERIES:
                full_name = series_name(self.name, self.labels, labels, OTHER)
                metric_id = self._ids.get(full_name)
            if metric_id is None:
                metric_id = hostcalls.define_metric(self._kind, full_name)
                self._ids[full_name] = metric_id
        return metric_id


class Counter(Metric):
    """A number that only grows."""

    def __init__(self, name: str, description: str = "", labels: tuple[str, ...] = ()) -> None:
        super().__init__(hostcalls.COUNTER, name, labels)

    def increment(self, amount: int = 1, /, **labels: str) -> None:
        """Add `amount`; 0 does nothing, less raises `ValueError`."""
        if amount < 0:
            raise ValueError(f"counter {self.name} cannot be incremented by {amount}")
        if amount > 0:
            hostcalls.increment_metric(self._id_of(labels), amount)

    def value(self, **labels: str) -> int:
        """The sum over all workers."""
        return hostcalls.get_metric(self._id_of(labels))


class Gauge(Metric):
    """A number that goes up and down, never below 0."""

    def __init__(self, name: str, description: str = "", labels: tuple[str, ...] = ()) -> None:
        super().__init__(hostcalls.GAUGE, name, labels)

    def set(self, value: int, /, **labels: str) -> None:
        """Replace the value, that of all workers."""
        if value < 0:
            raise ValueError(f"gauge {self.name} cannot be {value}: proxies know no negative numbers")
        hostcalls.record_metric(self._id_of(labels), value)

    def increment(self, amount: int = 1, /, **labels: str) -> None:
        """Add `amount`, also to what other workers added."""
        hostcalls.increment_metric(self._id_of(labels), amount)

    def decrement(self, amount: int = 1, /, **labels: str) -> None:
        """Take `amount` off."""
        hostcalls.increment_metric(self._id_of(labels), -amount)

    def value(self, **labels: str) -> int:
        """The value, with what all workers did to it."""
        return hostcalls.get_metric(self._id_of(labels))


class Histogram(Metric):
    """A distribution of whole numbers; choose the unit so that fractions do not matter (ms, bytes)."""

    def __init__(self, name: str, description: str = "", labels: tuple[str, ...] = ()) -> None:
        super().__init__(hostcalls.HISTOGRAM, name, labels)

    def record(self, value: float, /, **labels: str) -> None:
        """Record one value, rounded; a negative one raises `ValueError`."""
        if value < 0:
            raise ValueError(f"histogram {self.name} cannot record {value}: proxies know no negative numbers")
        hostcalls.record_metric(self._id_of(labels), round(value))
