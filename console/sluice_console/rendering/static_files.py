"""Static files with the digest of their content in the address, so that browsers keep them for a year."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(str(files("sluice_console") / "static"))
PREFIX = "/static"


@cache
def static_url(path: str) -> str:
    """`/static/sluice.css?v=1f0c…`. Fonts go without: the sheet names them by their plain address."""
    digest = sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"{PREFIX}/{path}" if path.startswith("fonts/") else f"{PREFIX}/{path}?v={digest}"


class CachedStaticFiles(StaticFiles):
    """Serves `static/`; what carries its digest, and the fonts, never changes."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = b"v=" in scope["query_string"] or path.startswith("fonts")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return response
