"""A console over REST, for the commands that work with one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import click
import httpx

TIMEOUT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Console:
    """Where the console is, and the token that opens it."""

    url: str
    token: str

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The JSON of the answer, None for an empty one; what is refused is a ClickException."""
        response = self.send(method, path, **options)
        if response.is_error:
            refuse(explain(response))
        return response.json() if response.content else None

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer, whatever its status; raises ClickException where nothing answers."""
        try:
            return httpx.request(
                method,
                f"{self.url}{path}",
                headers={"authorization": f"Bearer {self.token}"},
                timeout=TIMEOUT_SECONDS,
                trust_env=False,
                **options,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            refuse(f"the console {self.url} does not answer: {error}", error)

    def lines(self, path: str) -> Iterator[str]:
        """The lines of a long answer as they come."""
        headers = {"authorization": f"Bearer {self.token}"}
        try:
            with httpx.stream(
                "GET", f"{self.url}{path}", headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False
            ) as response:
                if response.is_error:
                    response.read()
                    refuse(explain(response))
                yield from response.iter_lines()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            refuse(f"the console {self.url} does not answer: {error}", error)


def find_console(url: str | None, token: str | None) -> Console:
    """The console of the options, or the one of the local installation."""
    if url is not None and token is not None:
        return Console(url.rstrip("/"), token)
    from sluice.cli.local.folder import Folder, default_root

    if url is not None:
        raise click.UsageError("a console needs a token: set SLUICE_TOKEN, or give --token")
    folder = Folder(default_root())
    running = folder.read_running()
    if running is None or not folder.token_file.is_file():
        raise click.UsageError(
            "nothing runs here: start it with `sluice up`, or name a console with --console"
        )
    return Console(running.urls["console"], token or folder.token_file.read_text().strip())


def explain(response: httpx.Response, refused: str = "the console refused it") -> str:
    """The console's problem as a sentence, with a line for each further field."""
    try:
        problem: dict[str, Any] = response.json()
        detail = str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{response.url} answered {response.status_code}, which is no answer of a Sluice console"
    if response.status_code == httpx.codes.UNAUTHORIZED:
        return "the console does not know this token: make one with `python -m sluice_console token`"
    fields = problem.get("fields", [])
    first = str(fields[0]["message"]) if fields else ""
    others = [
        f"  {field['path']}: {field['message']}" for field in (fields[1:] if first in detail else fields)
    ]
    return "\n".join([f"{refused}: {detail}", *others])


def refuse(message: str, error: Exception | None = None) -> NoReturn:
    raise click.ClickException(message) from error
