"""The plugin behind a filter: its configuration, what runs when it starts, and what runs every so often.

    keys: dict[str, str] = {}

    @on_configure
    def load(plugin: Plugin[Config]) -> None:
        if not plugin.config.issuer:
            raise ConfigError("config.issuer: must not be empty")

    @every(seconds=300, at_start=True)
    async def refresh(plugin: Plugin[Config]) -> None:
        reply = await http.get(plugin.config.cluster, "/jwks.json")
        keys.update(parse(reply.json()))

A worker runs these for itself; workers share nothing but `shared` and queues.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from sluice.api import worker
from sluice.api.failures import report
from sluice.api.properties import read_text
from sluice.api.tasks import BackgroundTask, Task, enter
from sluice.api.timers import Timer, timers_of

Config = TypeVar("Config")
Hook = TypeVar("Hook", bound=Callable[[Any], Coroutine[Any, Any, None] | None])
SOON = 0.001  # seconds


class Plugin(Generic[Config]):
    """One configured plugin in one worker."""

    def __init__(self, root: int, config: Config) -> None:
        self.root = root
        self.config = config  # what `Config` made of the plugin's JSON
        self.runs: list[_Run] = []

    @property
    def name(self) -> str:
        """The name that the proxy's configuration gives it."""
        return read_text("plugin_name")

    @property
    def root_id(self) -> str:
        """The `root_id` that the proxy's configuration gives it; "" where it gives none."""
        return read_text("plugin_root_id")


class Schedule:
    """What `@every` was told."""

    def __init__(self, seconds: float, at_start: bool, action: Callable[[Any], Any]) -> None:
        self.seconds = seconds
        self.at_start = at_start
        self.action = action


class _Run:
    """A schedule of one plugin. A run that is still under way when the next is due goes on alone."""

    def __init__(self, schedule: Schedule, plugin: Plugin[Any]) -> None:
        self.schedule = schedule
        self.plugin = plugin
        self.task: Task | None = None
        self.timer: Timer | None = None

    def wait(self, seconds: float) -> None:
        self.timer = timers_of(self.plugin.root).start(seconds, self.run)

    def run(self) -> None:
        self.wait(self.schedule.seconds)
        if self.task is None or self.task.done:
            self.task = _start(self.schedule.action, self.plugin)

    def stop(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        if self.task is not None:
            self.task.cancel()


def every(seconds: float, at_start: bool = False) -> Callable[[Hook], Hook]:
    """Run the function every so many seconds in each worker; first after that time, or `at_start`.

    What it raises is logged and counted; the next run comes all the same.
    """
    if seconds < SOON:
        raise ValueError(f"every({seconds}): the proxy's timers count milliseconds")

    def register(function: Hook) -> Hook:
        worker.state.schedules.append(Schedule(seconds, at_start, function))
        return function

    return register


def on_configure(function: Hook) -> Hook:
    """Run the function when the plugin is configured, in each worker and once before on trial.

    What a plain function raises makes the proxy refuse the configuration; a coroutine goes on in the
    background, and what it raises is logged.
    """
    worker.state.hooks.append(function)
    return function


def configured(root: int, config: Any) -> None:
    """The plugin has a (new) configuration that fits."""
    state = worker.state
    state.context = root
    state.root = root
    before = state.plugins.get(root)
    if before is not None:
        retire(before)
    plugin = Plugin(root, config)
    state.plugins[root] = plugin
    for hook in state.hooks:
        outcome = hook(plugin)
        if outcome is not None:
            _run(outcome, root)
    for schedule in state.schedules:
        run = _Run(schedule, plugin)
        plugin.runs.append(run)
        run.wait(SOON if schedule.at_start else schedule.seconds)


def retire(plugin: Plugin[Any]) -> None:
    """Nothing starts for this plugin any more."""
    for run in plugin.runs:
        run.stop()


def _start(action: Callable[[Any], Any], plugin: Plugin[Any]) -> Task | None:
    enter(plugin.root, plugin.root)
    try:
        outcome = action(plugin)
    except Exception as error:
        report("", error)
        return None
    return None if outcome is None else _run(outcome, plugin.root)


def _run(coroutine: Coroutine[Any, Any, None], root: int) -> Task:
    task = BackgroundTask(coroutine, root, root)
    worker.state.background.append(task)
    task.step()
    return task
