"""Ports are the wanted ones or none, and never the same twice."""

import socket
from collections.abc import Iterator

import pytest

from sluice.cli.local.errors import LocalError
from sluice.cli.local.ports import USUAL_PORTS, choose_ports


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port that a server holds the way gRPC does: with SO_REUSEPORT, which would let a second one in."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_every_name_gets_a_port_of_its_own() -> None:
    ports = choose_ports({}, {})
    assert set(ports) == set(USUAL_PORTS)
    assert len(set(ports.values())) == len(USUAL_PORTS)


def test_the_last_port_is_kept_while_it_is_free(busy_port: int) -> None:
    first = choose_ports(dict.fromkeys(USUAL_PORTS, 0), {})
    assert choose_ports({}, first) == first
    moved = choose_ports({}, {**first, "envoy": busy_port})
    assert moved["envoy"] != busy_port


def test_a_wanted_port_that_is_busy_is_refused_with_the_option_to_use(busy_port: int) -> None:
    with pytest.raises(LocalError, match=rf"port {busy_port} is busy.*choose another port with --envoy-port"):
        choose_ports({"envoy": busy_port}, {})


def test_two_options_that_name_one_port_are_refused() -> None:
    with pytest.raises(LocalError, match="--console-port and --echo-port both name port 23456"):
        choose_ports({"console": 23456, "echo": 23456}, {})


def test_zero_asks_for_any_free_port() -> None:
    ports = choose_ports({"console": 0, "envoy": 0}, {})
    assert ports["console"] > 0
    assert ports["console"] != ports["envoy"]
