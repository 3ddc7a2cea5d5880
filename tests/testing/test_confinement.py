"""What strange code cannot do in a confined process, tried for real, each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sluice.testing.confinement import find_obstacle

pytestmark = pytest.mark.skipif(bool(find_obstacle()), reason=f"not confinable: {find_obstacle()}")

PRELUDE = """
import os, signal, socket, subprocess, sys, sysconfig, threading
from pathlib import Path
from sluice.testing.confinement import confine, confine_further
import tempfile, ctypes, resource, multiprocessing
folder, secret, parent = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
readable = [Path(each) for each in sysconfig.get_paths().values()]
readable += [Path(each) for each in (sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64")]
confine(readable, folder)
"""
FORBIDDEN = {
    "reads a secret": "secret.read_text()",
    "lists another folder": "list(secret.parent.iterdir())",
    "writes elsewhere": "(secret.parent / 'new').write_text('x')",
    "empties a file": "os.truncate(secret, 0)",
    "removes a file": "secret.unlink()",
    "reads by a link": "(folder / 'l').symlink_to(secret); (folder / 'l').read_text()",
    "makes a hard link": "os.link(secret, folder / 'h')",
    "moves a file here": "secret.rename(folder / 'm')",
    "looks into its parent": "Path(f'/proc/{parent}/environ').read_bytes()",
    "ends its parent": "os.kill(parent, signal.SIGKILL)",
    "signals everybody": "os.killpg(os.getpgid(parent), signal.SIGTERM)",
    "limits its parent": "resource.prlimit(parent, resource.RLIMIT_NOFILE, (8, 8))",
    "opens a connection": "socket.create_connection(('127.0.0.1', 9), timeout=1)",
    "opens a socket of the machine": "socket.socket(socket.AF_UNIX)",
    "leaves its group": "os.setsid()",
    "gets a namespace": "if ctypes.CDLL(None).unshare(0x10000000): raise OSError",
    "makes a device": "os.mknod(folder / 'd', 0o600 | 0o020000, os.makedev(1, 3))",
    "makes a named pipe": "os.mkfifo(folder / 'p')",
}
FORBIDDEN_FURTHER = {
    "starts a program": "subprocess.run(['/bin/true'])",
    "forks": "os.fork()",
    "becomes another program": "os.execv('/bin/true', ['true'])",
    "gives a file away": "os.chmod(secret, 0o777)",
    "changes a time": "os.utime(secret)",
}


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    secret = folder / "secrets" / "key"
    secret.parent.mkdir()
    secret.write_text("s3cr3t")
    (folder / "own").mkdir()
    arguments = [str(folder / "own"), str(secret), str(os.getpid())]
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert secret.read_text() == "s3cr3t"
    assert [each.name for each in secret.parent.iterdir()] == ["key"]
    return done


def denied(code: str) -> str:
    return f"""
try:
    {code}
except OSError as error:
    print("denied")
"""


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_a_confined_process_cannot_do(tmp_path: Path, what: str) -> None:
    done = run(tmp_path, denied(FORBIDDEN[what]))
    assert done.stdout.splitlines()[-1:] == ["denied"], done.stdout + done.stderr


@pytest.mark.parametrize("what", FORBIDDEN | FORBIDDEN_FURTHER)
def test_what_strange_code_cannot_do(tmp_path: Path, what: str) -> None:
    done = run(tmp_path, "confine_further()" + denied((FORBIDDEN | FORBIDDEN_FURTHER)[what]))
    assert done.stdout.splitlines()[-1:] == ["denied"], done.stdout + done.stderr


def test_what_it_can_do(tmp_path: Path) -> None:
    code = """
subprocess.run(["/bin/true"], check=True)
confine_further()
(folder / "a").write_text("one")
(folder / "a").rename(folder / "b")
done = []
thread = threading.Thread(target=lambda: done.append((folder / "b").read_text()))
thread.start(); thread.join()
(folder / "b").unlink()
import json, decimal
print(done, os.getuid() >= 0)
"""
    done = run(tmp_path, code)
    assert done.stdout == "['one'] True\n", done.stderr


def test_it_has_no_capabilities(tmp_path: Path) -> None:
    done = run(tmp_path, "confine_further(); print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))")
    assert done.stdout == "1\n", done.stderr  # no new privileges
    said = run_status(tmp_path, "print(Path('/proc/self/status').read_text())")
    assert "CapEff:\t0000000000000000" in said, said


def run_status(folder: Path, code: str) -> str:
    """With /proc readable, which it else is not."""
    prelude = PRELUDE.replace("confine(readable", "readable += [Path('/proc')]; confine(readable")
    own = folder / "again"
    own.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", prelude + code, str(own), "/", str(os.getpid())],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout + done.stderr
