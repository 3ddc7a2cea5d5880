"""Filters under CPython: how they are found, what is refused, and that a leak is noticed."""

import sys
from pathlib import Path

import pytest

from sluice.testing import Loader, LoadError

HEAD = "from sluice import HttpFilter, Request, Response, log\n"


@pytest.fixture
def loader(tmp_path: Path) -> Loader:
    def compile_file(path: Path) -> bytes:
        raise AssertionError("nothing is compiled on CPython")

    return Loader("cpython", tmp_path, compile_file)


def write(folder: Path, source: str, name: str = "sample.py") -> Path:
    file = folder / name
    file.write_text(HEAD + source)
    return file


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("x = 1\n", r"sample\.py: no filter in it; write a class X\(HttpFilter\[Config\]\)"),
        (
            "class A(HttpFilter[None]): ...\nclass B(HttpFilter[None]): ...\n",
            'no filter of this module has the root id ""; it has A, B',
        ),
        ("1 / 0\n", r"(?s)the module cannot be imported.*ZeroDivisionError"),
        ("class A(HttpFilter[None]\n", "(?s)the module cannot be imported.*SyntaxError"),
        ("import not_there\n", "(?s)the module cannot be imported.*No module named 'not_there'"),
        (
            'class A(HttpFilter[None], on_error="ignore"): ...\n',
            'on_error is "deny" or "continue", not \'ignore\'',
        ),
        ("class A(HttpFilter[int]): ...\n", "the configuration of a filter is a dataclass or None, not int"),
    ],
)
def test_files_that_are_no_filter_are_refused(
    loader: Loader, tmp_path: Path, source: str, problem: str
) -> None:
    with pytest.raises(LoadError, match=problem):
        loader(write(tmp_path, source))


def test_a_file_is_looked_for_beside_the_test_and_above(loader: Loader, tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    write(tmp_path, "class A(HttpFilter[None]): ...\n", "above.py")
    found = Loader("cpython", inner, lambda path: b"")
    assert found.find("above.py") == (tmp_path / "above.py").resolve()
    with pytest.raises(FileNotFoundError, match=r"nope\.py is neither in .*/a/b nor in a folder above it"):
        found.find("nope.py")


def test_a_base_class_of_ones_own_and_a_module_beside_it_work(loader: Loader, tmp_path: Path) -> None:
    (tmp_path / "shared_parts.py").write_text("loaded: list[int] = []\n")
    file = write(
        tmp_path,
        """
import shared_parts

class Base(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        shared_parts.loaded.append(1)
        return Response(200, body=str(len(shared_parts.loaded)))

class Sample(Base): ...
""",
    )
    first, second = loader(file), loader(file)
    assert [first.request().response.text for _ in range(2)] == ["1", "2"]
    assert second.request().response.text == "1"
    assert "shared_parts" not in sys.modules


def test_the_start_runs_in_a_canary_first(loader: Loader, tmp_path: Path) -> None:
    count = tmp_path / "count"
    count.touch()
    filter = loader(
        write(
            tmp_path,
            f"""
from pathlib import Path
with Path({str(count)!r}).open("a") as out:
    out.write("x")
class Sample(HttpFilter[None]): ...
""",
        )
    )
    assert count.read_text() == "xx"
    assert filter.request().response.status == 200


def test_a_leak_is_noticed(loader: Loader, tmp_path: Path) -> None:
    filter = loader(
        write(
            tmp_path,
            """
kept: list[str] = []

class Sample(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        kept.append(request.path + "?")
        return None
""",
        )
    )
    with pytest.raises(AssertionError, match=r"memory grew by [\d,]+ bytes over 1,000 requests"):
        filter.assert_flat_memory(requests=1_000)
    filter.close()


def test_outside_of_a_host_a_filter_says_where_it_runs() -> None:
    from sluice import Counter, HostError

    with pytest.raises(HostError, match="no host: filters run inside Envoy or in a test"):
        Counter("x_total").increment()
