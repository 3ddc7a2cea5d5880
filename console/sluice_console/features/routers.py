"""The pages' routers, in the order in which they are asked, and what pages add to the application."""

from fastapi import APIRouter, FastAPI

PAGE_ROUTERS: tuple[APIRouter, ...] = ()


def install_pages(app: FastAPI) -> None:
    """Mounts static files and sets `app.state.render_error`, `(Request, ConsoleError) -> Response`."""
