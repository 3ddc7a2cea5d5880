"""What will happen when: answers of upstreams, time-outs, ticks. Time passes from one to the next."""

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Clock:
    """The machine's time when the proxy was started, plus what a test has let pass."""

    start: int = field(default_factory=time.time_ns)
    offset: int = 0

    def nanoseconds(self) -> int:
        return self.start + self.offset


@dataclass(slots=True)
class Event:
    """`background`: nobody waits for it, as for a tick."""

    due: int  # ns
    action: Callable[[], None]
    background: bool = False
    cancelled: bool = False


@dataclass(slots=True)
class Agenda:
    """Events in the order of their time, those of one time in the order in which they were added."""

    clock: Clock = field(default_factory=Clock)
    _heap: list[tuple[int, int, Event]] = field(default_factory=list)
    _added: int = 0

    def add(self, seconds: float, action: Callable[[], None], background: bool = False) -> Event:
        event = Event(self.clock.nanoseconds() + int(seconds * 1e9), action, background)
        self._added += 1
        heapq.heappush(self._heap, (event.due, self._added, event))
        return event

    def next_due(self) -> int | None:
        """When the next event is due, ns; None: nothing will happen."""
        while self._heap and self._heap[0][2].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def run_next(self) -> None:
        """Let time pass until the next event, and have it."""
        due = self.next_due()
        if due is None:
            return
        event = heapq.heappop(self._heap)[2]
        self.clock.offset += max(0, due - self.clock.nanoseconds())
        event.action()

    def run_until(self, done: Callable[[], bool], seconds: float) -> None:
        """Have events until `done()`, or until the next one is more than `seconds` from now."""
        end = self.clock.nanoseconds() + int(seconds * 1e9)
        while not done():
            due = self.next_due()
            if due is None or due > end:
                return
            self.run_next()

    def advance(self, seconds: float) -> None:
        """Let exactly this time pass, with everything that happens in it."""
        end = self.clock.nanoseconds() + int(seconds * 1e9)
        while (due := self.next_due()) is not None and due <= end:
            self.run_next()
        self.clock.offset += max(0, end - self.clock.nanoseconds())
