"""A real console as a process, with an account, a token, and Envoys that call it."""

import html
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.support.envoy import Envoy, find_free_port, start_envoy

from sluice_console.envoy.bootstrap import to_bootstrap

LOGIN = "mei.lin"
PASSWORD = "correct horse battery"
START_SECONDS = 120.0


@dataclass(slots=True)
class Site:
    """One running console. `api` has an operator's token; browsers sign in by themselves."""

    folder: Path
    url: str
    xds: str
    setup_link: str
    process: subprocess.Popen[bytes]
    api: httpx.Client = field(default_factory=httpx.Client)
    envoys: list[Envoy] = field(default_factory=list)

    def ok(self, method: str, path: str, **options: Any) -> Any:
        """The JSON of a 2xx answer; fails with the console's own words otherwise."""
        response = self.api.request(method, path, **options)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    def browser(self) -> httpx.Client:
        """A browser without script: keeps cookies, follows redirects."""
        return httpx.Client(base_url=self.url, follow_redirects=True, trust_env=False, timeout=30)

    def set_up(self) -> None:
        """Make the first account with the printed link, and a token for `api`."""
        with self.browser() as visitor:
            token = self.setup_link.partition("token=")[2]
            page = visitor.get(f"/setup?token={token}")
            values = {"token": token, "login": LOGIN, "password": PASSWORD, "again": PASSWORD}
            answer = visitor.post("/setup", data={"csrf": csrf_of(page.text), **values})
            assert answer.url.path == "/", answer.text
            made = visitor.post(
                "/settings/tokens",
                data={
                    "csrf": csrf_of(visitor.get("/settings").text),
                    "name": "tests",
                    "role": "admin",
                    "expires_in_days": "30",
                },
            )
        secret = re.search(r'id="secret">([^<]+)<', made.text)
        assert secret is not None, made.text
        self.api = httpx.Client(
            base_url=self.url,
            headers={"authorization": f"Bearer {html.unescape(secret[1])}"},
            trust_env=False,
            timeout=30,
        )

    def connect(self, node_id: str, gateway: str) -> Envoy:
        """Start an Envoy as a node of the gateway."""
        made = self.ok("POST", "/api/tokens", json={"name": node_id, "role": "node", "gateway": gateway})
        host, _, port = self.xds.rpartition(":")
        bootstrap = to_bootstrap(node_id, gateway, [(host, int(port))], find_free_port(), made["token"])
        envoy = start_envoy(self.folder / node_id, bootstrap, concurrency=1)
        self.envoys.append(envoy)
        return envoy

    def wait_for(self, what: str, seconds: float, check: Any) -> Any:
        """The first true answer of `check`, asked again and again."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := check():
                return found
            time.sleep(0.1)
        raise AssertionError(f"{what}: not within {seconds} s\n{self.log()}")

    def log(self) -> str:
        return (self.folder / "console.log").read_text(errors="replace")[-4000:]


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None, f"no form in this page:\n{page[:2000]}"
    return found[1]


@contextmanager
def run_site(folder: Path, envoy: str = "auto") -> Iterator[Site]:
    """Start the console on free ports; it and its Envoys are ended however the tests end.

    `envoy` "off": no Envoy judges changes before they are published.
    """
    data = folder / "data"
    command = [sys.executable, "-m", "sluice_console", "serve", "--data", str(data)]
    command += ["--http", "127.0.0.1:0", "--xds", "127.0.0.1:0"]
    with ExitStack() as stack:
        log = stack.enter_context((folder / "console.log").open("wb"))
        environment = {**os.environ, "SLUICE_ENVOY": envoy}
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
        stack.callback(_end, process)
        listening = _wait_until_it_listens(process, folder, data)
        link = re.search(r"http\S+/setup\?token=\S+", (folder / "console.log").read_text())
        assert link is not None, (folder / "console.log").read_text()
        site = Site(folder, listening["http"], listening["xds"], link[0], process)
        stack.callback(_stop_envoys, site)
        yield site


def _wait_until_it_listens(process: subprocess.Popen[bytes], folder: Path, data: Path) -> dict[str, str]:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"the console ended:\n{(folder / 'console.log').read_text()}")
        if (data / "listening.json").is_file() and "/setup?token=" in (folder / "console.log").read_text():
            listening: dict[str, str] = json.loads((data / "listening.json").read_text())
            if _answers(listening["http"]):
                return listening
        time.sleep(0.1)
    raise AssertionError(f"no console after {START_SECONDS} s:\n{(folder / 'console.log').read_text()}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _stop_envoys(site: Site) -> None:
    for envoy in site.envoys:
        envoy.stop()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
