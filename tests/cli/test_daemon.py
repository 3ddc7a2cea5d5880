"""`sluice daemon`: builds and checks are the same with it, and nothing that goes wrong with it matters."""

from __future__ import annotations

import json
import os
import random
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from tests.support.daemon import (
    NOT_ASKED,
    ONLY_ASKING,
    PATIENCE,
    SLUICE,
    UNPREPARED,
    UNREHEARSED,
    Daemon,
    folder_of,
    only_ask,
    run,
    running,
    wait_for,
)

from sluice.cli.resident.helpers import Helpers

ROOT = Path(__file__).resolve().parents[2]
WRONG = """from sluice import HttpFilter, Request


class Wrong(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> None:
        count: int = "many"
"""


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """What is compiled is kept where other tests keep it."""
    kept = os.environ.get("SLUICE_CACHE_DIR")
    if kept is None:
        kept = str(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sluice")
    without = {name: value for name, value in os.environ.items() if name != "SLUICE_DAEMON"}
    return {**without, "SLUICE_CACHE_DIR": kept, "COLUMNS": "90"}


@pytest.fixture
def own(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Of a daemon that a test has for itself; the path is short, for the socket."""
    with tempfile.TemporaryDirectory(prefix="sluice-") as name:
        yield {**environment, "XDG_CACHE_HOME": name}


@pytest.fixture(scope="module")
def shared(environment: dict[str, str]) -> Iterator[Daemon]:
    with (
        tempfile.TemporaryDirectory(prefix="sluice-") as name,
        running({**environment, "XDG_CACHE_HOME": name}, command=SLUICE) as found,
    ):
        yield found


@pytest.fixture
def daemon(shared: Daemon) -> Iterator[Daemon]:
    """It outlives each test, and then has nothing of who asked it."""
    shared.wait_until_ready()
    before = shared.descriptors()
    yield shared
    assert shared.process.poll() is None
    shared.wait_until_ready()
    assert shared.descriptors() == before


def a_filter(folder: Path) -> Path:
    """One whose C nobody has compiled before."""
    file = folder / "gate.py"
    text = (ROOT / "filters" / "request_headers.py").read_text()
    assert text.endswith("value)\n")
    file.write_text(f'{text[:-2]} + "{random.getrandbits(64):x}")\n')
    return file


def test_it_forks_with_one_thread(daemon: Daemon) -> None:
    """Others would not be in the processes that it forks, with the locks that they hold."""
    assert psutil.Process(daemon.process.pid).num_threads() == 1


def test_a_process_waits_for_the_next_command(daemon: Daemon, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    first = daemon.spare()
    with waiting(daemon, tmp_path, "pipe.py"):
        assert [each.pid for each in daemon.children()] == [first]
        assert daemon.spare() is None
        assert only_ask(daemon.environment, tmp_path, "check", "wrong.py")[0] == 2
    daemon.wait_until_ready()
    assert daemon.spare() != first


def test_a_process_that_died_while_it_waited_costs_no_command(daemon: Daemon, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    spare = daemon.spare()
    assert spare is not None
    os.kill(spare, signal.SIGKILL)
    wait_for(lambda: not psutil.pid_exists(spare))  # with a command, it would leave that to who asked
    assert only_ask(daemon.environment, tmp_path, "check", "wrong.py")[0] == 2
    wait_for(lambda: daemon.spare() not in (None, spare))


def test_a_c_compiler_waits_for_the_next_program(own: dict[str, str], tmp_path: Path) -> None:
    with running(own, command=SLUICE) as daemon:
        daemon.wait_until_ready()
        (first,) = daemon.compilers()
        a_filter(tmp_path)
        assert only_ask(own, tmp_path, "build", "gate.py", "-o", "with.wasm")[0] == 0
        assert not first.is_running()
        daemon.wait_until_ready()
        (second,) = daemon.compilers()
        second.kill()
        a_filter(tmp_path)
        assert only_ask(own, tmp_path, "build", "gate.py")[0] == 0
        daemon.wait_until_ready()
        (third,) = daemon.compilers()
    wait_for(lambda: not third.is_running())


def test_it_gets_ready_also_where_somebody_has_cleared_its_folder(
    own: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    with running(own, command=SLUICE) as daemon:
        daemon.wait_until_ready()
        first = daemon.spare()
        (folder,) = folder_of(own).glob("*.first")
        shutil.rmtree(folder)
        assert only_ask(own, tmp_path, "check", "wrong.py")[0] == 2
        wait_for(lambda: daemon.spare() not in (None, first))
        assert len(daemon.compilers()) == 1


def test_a_folder_that_has_been_removed_is_named(daemon: Daemon, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    for command, switch in ((SLUICE, "off"), (ONLY_ASKING, "on")):
        script = f"mkdir {gone}; cd {gone}; rmdir {gone}; {shlex.join(command)} check {tmp_path}/wrong.py"
        environment = {**daemon.environment, "SLUICE_DAEMON": switch}
        status, _, said = run(environment, tmp_path, "-c", script, command=("bash",))
        assert (status, said) == (1, "Error: the working folder has been removed; go into another one\n")


def test_without_processes_helpers_give_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    listener, connection = socket.socketpair()
    with listener, connection:
        helpers = Helpers(listener)
        helpers.look()
        helpers.do(connection)
        assert (helpers.sockets(), helpers.spare) == ([], None)


def test_where_none_can_be_made_ready_commands_are_done(own: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    with running(own, command=UNREHEARSED) as daemon:
        assert only_ask(own, tmp_path, "check", "wrong.py")[0] == 2
        assert only_ask(own, tmp_path, "check", "wrong.py")[0] == 2
        assert daemon.spare() is None


def test_a_module_is_the_same_where_the_client_wants_it(daemon: Daemon, tmp_path: Path) -> None:
    a_filter(tmp_path)
    modules = []
    for number, command in enumerate((ONLY_ASKING, SLUICE)):
        cache = tmp_path / f"cache-{number}"
        cache.mkdir()
        for each in Path(daemon.environment["SLUICE_CACHE_DIR"]).iterdir():
            if each.name not in ("modules", "builds"):
                (cache / each.name).symlink_to(each)
        environment = {**daemon.environment, "SLUICE_CACHE_DIR": str(cache)}
        if command is SLUICE:
            environment["SLUICE_DAEMON"] = "off"
        out = f"out/{number}.wasm"
        status, said, errors = run(
            environment, tmp_path, "build", "--json", "gate.py", "-o", out, command=command
        )
        assert (status, errors) == (0, "")
        assert json.loads(said)["file"] == out
        assert list((cache / "modules").iterdir())
        modules.append((tmp_path / out).read_bytes())
    assert modules[0] == modules[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "wrong.py"),
        ("build", "--json", "wrong.py"),
        ("check", "--format", "sarif", "sub/../wrong.py"),
        ("check", "gone.py"),
        ("check", "--explian", "wrong.py"),
        ("build", "--help"),
    ],
    ids=" ".join,
)
def test_it_says_the_same(daemon: Daemon, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "wrong.py").write_text(WRONG)
    without = run({**daemon.environment, "SLUICE_DAEMON": "off"}, tmp_path, *arguments)
    assert only_ask(daemon.environment, tmp_path, *arguments) == without
    assert without[1] + without[2]


def on_terminal(environment: dict[str, str], folder: Path, command: tuple[str, ...]) -> tuple[int, bytes]:
    controller, terminal = os.openpty()
    process = subprocess.Popen(
        [*command, "check", "wrong.py"],
        cwd=folder,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    said = b""
    try:
        while part := os.read(controller, 65536):
            said += part
    except OSError:  # so a terminal ends on Linux
        pass
    os.close(controller)
    return process.wait(PATIENCE), said


def test_it_says_the_same_on_a_terminal(daemon: Daemon, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    without = on_terminal({**daemon.environment, "SLUICE_DAEMON": "off"}, tmp_path, SLUICE)
    assert b"\x1b[" in without[1]
    assert on_terminal(daemon.environment, tmp_path, ONLY_ASKING) == without


def test_it_says_the_same_when_nobody_listens(daemon: Daemon, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    found = []
    for command, switch in ((SLUICE, "off"), (ONLY_ASKING, "on")):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as output:
            done = subprocess.run(
                [*command, "check", "--json", "wrong.py"],
                cwd=tmp_path,
                env={**daemon.environment, "SLUICE_DAEMON": switch},
                stdout=output,
                stderr=subprocess.PIPE,
                check=False,
                timeout=PATIENCE,
            )
        found.append((done.returncode, done.stderr))
    assert found[0] == found[1] == (1, b"")


def test_files_have_the_mode_that_the_client_wants(daemon: Daemon, tmp_path: Path) -> None:
    a_filter(tmp_path)
    command = [*ONLY_ASKING, "build", "gate.py"]
    subprocess.run(command, cwd=tmp_path, env=daemon.environment, umask=0o027, check=True, timeout=PATIENCE)
    assert (tmp_path / "gate.wasm").stat().st_mode & 0o777 == 0o640


def test_limits_of_the_client_hold(daemon: Daemon, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    report = tmp_path / "report"
    found = []
    for command, switch in ((SLUICE, "off"), (ONLY_ASKING, "on")):
        script = f"ulimit -f 0; {shlex.join(command)} check --json wrong.py > report"
        environment = {**daemon.environment, "SLUICE_DAEMON": switch}
        done = run(environment, tmp_path, "-c", script, command=("bash",))
        found.append((done[0], done[2].splitlines()[-1:], report.read_text()))
    assert found[0] == found[1]
    assert found[0][0] == 1
    assert "File too large" in found[0][1][0]


@pytest.mark.parametrize(
    ("variables", "arguments"),
    [
        ({"SLUICE_DAEMON": "off"}, ("check", "wrong.py")),
        ({"PYTHONOPTIMIZE": "1"}, ("check", "wrong.py")),  # Python reads it when it starts
        ({}, ("check", "/dev/stdin")),
        ({}, ("explain", "SLU011")),
    ],
)
def test_it_is_not_asked_for_what_it_cannot_do_alike(
    daemon: Daemon, tmp_path: Path, variables: dict[str, str], arguments: tuple[str, ...]
) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    assert only_ask({**daemon.environment, **variables}, tmp_path, *arguments) == (NOT_ASKED, "", "")


@contextmanager
def waiting(daemon: Daemon, folder: Path, name: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A client whose command has begun to read its file, and the descriptor that it reads from."""
    file = folder / name
    os.mkfifo(file)
    process = subprocess.Popen(
        [*ONLY_ASKING, "check", name],
        cwd=folder,
        env=daemon.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    writer: list[int] = []

    def is_read() -> bool:
        try:
            writer.append(os.open(file, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True

    with process:
        wait_for(is_read)
        try:
            yield process, writer[0]
        finally:
            os.close(writer[0])
            process.kill()


def test_ctrl_c_ends_the_command_as_ever(daemon: Daemon, tmp_path: Path) -> None:
    with waiting(daemon, tmp_path, "pipe.py") as (client, _):
        client.send_signal(signal.SIGINT)
        assert client.communicate(timeout=PATIENCE) == ("", "\nAborted!\n")
        assert client.returncode == 1
        wait_for(lambda: not daemon.children())


INTERRUPTED = """import os, signal, socket, threading
from sluice.cli.resident import errand

ours, other = socket.socketpair()
interrupt = errand._Interrupt()
signal.signal(signal.SIGINT, interrupt.handle)
os.killpg = lambda group, number: None
threading.Thread(target=errand._listen, args=(ours, interrupt), daemon=True).start()
reader, writer = os.pipe()
other.send(bytes([signal.SIGINT]))
try:
    os.read(reader, 1)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_is_passed_on_until_it_is_noticed() -> None:
    """The first signal does nothing, as if it came just before the system call that waits."""
    command = [sys.executable, "-c", INTERRUPTED]
    found = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert (found.stdout, found.stderr) == ("interrupted\n", "")


def test_the_command_of_a_client_that_was_killed_ends(daemon: Daemon, tmp_path: Path) -> None:
    with waiting(daemon, tmp_path, "pipe.py") as (client, _):
        client.kill()
        client.wait(PATIENCE)
        wait_for(lambda: not daemon.children())


def test_two_at_once(daemon: Daemon, tmp_path: Path) -> None:
    with waiting(daemon, tmp_path, "a.py") as (first, _), waiting(daemon, tmp_path, "b.py") as (second, _):
        assert len(daemon.children()) == 2
        second.send_signal(signal.SIGINT)
        assert second.wait(PATIENCE) == 1
        wait_for(lambda: len(daemon.children()) == 1)
        assert first.poll() is None
        first.send_signal(signal.SIGINT)
        assert first.wait(PATIENCE) == 1


def test_many_at_once(daemon: Daemon, tmp_path: Path) -> None:
    files = [tmp_path / f"wrong{number}.py" for number in range(4)]
    for file in files:
        file.write_text(WRONG)
    clients = [
        subprocess.Popen(
            [*ONLY_ASKING, "check", file.name],
            cwd=tmp_path,
            env=daemon.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for file in files
    ]
    for file, client in zip(files, clients, strict=True):
        assert client.communicate(timeout=PATIENCE)[1].startswith(
            f"{file.name}:6:22: error: Incompatible types"
        )
        assert client.returncode == 2


def test_a_command_whose_process_dies_is_not_lost(daemon: Daemon, tmp_path: Path) -> None:
    with waiting(daemon, tmp_path, "pipe.py") as (client, _):
        (child,) = daemon.children()
        child.kill()
        assert client.wait(PATIENCE) == NOT_ASKED


NONSENSE = (
    b"",
    b"\0\0",
    b"\0\0\0\2{}",
    b"\xff\xff\xff\xff" + b"x" * 1000,
    b"\0\0\1\0" + b"{",
    random.Random(1).randbytes(100_000),
)


def test_nonsense_harms_nobody(daemon: Daemon, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(daemon.socket))
        for each in NONSENSE:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(daemon.socket))
                try:
                    connection.sendall(each)
                    connection.shutdown(socket.SHUT_WR)
                    assert connection.recv(10) in (b"N", b"")
                except (BrokenPipeError, ConnectionResetError):
                    pass
        status, _, said = only_ask(daemon.environment, tmp_path, "check", "gone.py")
        assert status == 2
        assert "cannot read the file" in said


ODD = (
    *(b"[]", b"{}", b"{'surroundings': []}", b"{[]: 1}", b"no Python", b"{'a': ", b"{'a': __import__('os')}"),
    *(b"\xff", b"1\0", b"(" * 1000, b"-" * 100_000, b"[" * 100 + b"]" * 100),
)


def test_errands_without_descriptors_or_with_odd_contents_are_declined(daemon: Daemon) -> None:
    with Path(os.devnull).open() as nothing:
        for content in ODD:
            for count in (1, 4):
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(str(daemon.socket))
                    head = len(content).to_bytes(4, "big")
                    socket.send_fds(connection, [head + content], [nothing.fileno()] * count)
                    assert connection.recv(10) == b"N"


def test_a_second_one_is_refused(daemon: Daemon, tmp_path: Path) -> None:
    status, _, said = run(daemon.environment, tmp_path, "daemon")
    assert status == 1
    assert f"Error: one runs already. Process {daemon.process.pid} listens at {daemon.socket}" in said


def test_status_and_stop(own: dict[str, str], tmp_path: Path) -> None:
    assert run(own, tmp_path, "daemon", "--status")[0] == 1
    assert run(own, tmp_path, "daemon", "--stop") == (0, "No daemon runs.\n", "")
    with running(own) as daemon:
        path = daemon.socket
        assert only_ask(own, tmp_path, "check", "gone.py")[0] == 2
        status, said, _ = run(own, tmp_path, "daemon", "--status")
        assert status == 0
        assert said.startswith(f"Process {daemon.process.pid} listens at {path} since ")
        assert said.endswith("; commands so far: 1.\n")
        assert run(own, tmp_path, "daemon", "--stop")[1] == f"Stopped process {daemon.process.pid}.\n"
        assert daemon.process.wait(PATIENCE) == 0
        assert not path.exists()
        assert only_ask(own, tmp_path, "check", "gone.py")[0] == NOT_ASKED


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_removes_the_socket(own: dict[str, str], number: signal.Signals) -> None:
    with running(own) as daemon:
        path = daemon.socket
        daemon.process.send_signal(number)
        assert daemon.process.stdout is not None
        assert daemon.process.stdout.read().endswith("Ended: stopped.\n")
        assert daemon.process.wait(PATIENCE) == 0
        assert not path.exists()


def test_it_can_be_stopped_while_it_loads(own: dict[str, str], tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*SLUICE, "daemon"], env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(lambda: "loads the compiler" in run(own, tmp_path, "daemon", "--status")[1])
    assert run(own, tmp_path, "daemon", "--stop")[1] == f"Stopped process {process.pid}.\n"
    assert process.wait(PATIENCE) == 0


def test_unused_it_ends(own: dict[str, str]) -> None:
    with running(own, "--idle", "0.001") as daemon:
        assert daemon.process.stdout is not None
        assert daemon.process.stdout.read().endswith("Ended: nobody has used it.\n")
        assert daemon.process.wait(PATIENCE) == 0


def test_the_socket_of_one_that_was_killed_is_in_nobodys_way(own: dict[str, str], tmp_path: Path) -> None:
    with running(own) as daemon:
        daemon.process.kill()
        daemon.process.wait(PATIENCE)
        assert daemon.socket.exists()
        assert only_ask(own, tmp_path, "check", "gone.py")[0] == NOT_ASKED
        assert "cannot read the file" in run(own, tmp_path, "check", "gone.py")[2]
    with running(own):
        assert only_ask(own, tmp_path, "check", "gone.py")[0] == 2


def test_it_ends_when_sluice_has_changed(own: dict[str, str], tmp_path: Path) -> None:
    without = shutil.ignore_patterns("compiled_runtime", "__pycache__")
    shutil.copytree(ROOT / "sdk" / "sluice", tmp_path / "sdk" / "sluice", ignore=without)
    environment = {**own, "PYTHONPATH": str(tmp_path / "sdk"), "SLUICE_CACHE_DIR": str(tmp_path / "cache")}
    with running(environment) as daemon:
        assert only_ask(environment, tmp_path, "check", "gone.py")[0] == 2
        file = tmp_path / "sdk" / "sluice" / "lib" / "base64.py"
        file.write_text(file.read_text() + "# changed\n")
        assert only_ask(environment, tmp_path, "check", "gone.py")[0] == NOT_ASKED
        assert daemon.process.stdout is not None
        assert daemon.process.stdout.read().endswith("Ended: Sluice has changed; start it again.\n")


def test_a_folder_that_others_may_use_is_not_used(own: dict[str, str], tmp_path: Path) -> None:
    with running(own):
        folder_of(own).chmod(0o770)
        assert only_ask(own, tmp_path, "check", "gone.py")[0] == NOT_ASKED
        status, _, said = run(own, tmp_path, "daemon")
        assert (status, "others may use" in said) == (1, True)


def test_a_path_that_is_too_long_is_named(own: dict[str, str], tmp_path: Path) -> None:
    longer = {**own, "XDG_CACHE_HOME": str(tmp_path / ("x" * 100))}
    status, _, said = run(longer, tmp_path, "daemon", command=UNPREPARED)
    assert status == 1
    assert "is too long for a socket; set XDG_CACHE_HOME to a shorter folder" in said
