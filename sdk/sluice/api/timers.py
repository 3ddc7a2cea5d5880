"""One tick of the proxy for many timers.

A root context has one tick period. It is set to what the timer that is due first needs, and to 0 when none
is left, so that a worker without timers is never woken.
"""

import heapq
from collections.abc import Callable

from sluice.api import hostcalls, worker

MILLISECOND = 1_000_000  # ns


class Timer:
    """Runs its action once, unless it is cancelled before."""

    def __init__(self, due: int, number: int, action: Callable[[], None]) -> None:
        self.due = due  # ns
        self.number = number
        self.action = action
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Timers:
    """The timers of one plugin."""

    def __init__(self, root: int) -> None:
        self.root = root
        self.heap: list[tuple[int, int, Timer]] = []
        self.started = 0
        self.armed = 0  # what the period was set for, ns; 0: no ticks

    def start(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Call `action` after `seconds`, in the root context."""
        due = hostcalls.get_current_time_nanoseconds() + int(seconds * 1e9)
        self.started += 1
        timer = Timer(due, self.started, action)
        heapq.heappush(self.heap, (due, timer.number, timer))
        if self.armed == 0 or due < self.armed:
            self.arm()
        return timer

    def tick(self) -> None:
        """The proxy's tick: run what is due, then wait for what comes next."""
        now = hostcalls.get_current_time_nanoseconds()
        while self.heap and self.heap[0][0] <= now:
            timer = heapq.heappop(self.heap)[2]
            if not timer.cancelled:
                timer.action()
        self.armed = 0
        self.arm()

    def arm(self) -> None:
        """Have the proxy tick when the first timer is due."""
        while self.heap and self.heap[0][2].cancelled:
            heapq.heappop(self.heap)
        period = 0
        if self.heap:
            due = self.heap[0][0]
            if due == self.armed:
                return
            left = due - hostcalls.get_current_time_nanoseconds()
            period = max(1, -(-left // MILLISECOND))
            self.armed = due
        state = worker.state
        before = state.context
        if before != self.root:
            hostcalls.set_effective_context(self.root)
        hostcalls.set_tick_period_milliseconds(period)
        if before != self.root:
            hostcalls.set_effective_context(before)


def timers_of(root: int) -> Timers:
    """The plugin's timers."""
    timers = worker.state.timers.get(root)
    if timers is None:
        timers = Timers(root)
        worker.state.timers[root] = timers
    return timers
