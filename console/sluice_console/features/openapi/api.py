"""/api/openapi.json, behind the guard like everything else."""

from typing import Any

from fastapi import APIRouter, Request

from sluice_console.features.access import SESSION_COOKIE
from sluice_console.features.problems import PROBLEM, PROBLEMS

router = APIRouter(prefix="/api", responses=PROBLEMS, include_in_schema=False)


@router.get("/openapi.json")
async def show_openapi(request: Request) -> dict[str, Any]:
    """The description of this interface, OpenAPI 3.1."""
    return complete(request.app.openapi())


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Say what FastAPI cannot know: how one signs in, and that errors are problem documents."""
    paths = {
        path: {method: _with_problems(operation) for method, operation in operations.items()}
        for path, operations in document["paths"].items()
    }
    schemes = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    }
    components = {**document.get("components", {}), "securitySchemes": schemes}
    return {
        **document,
        "paths": paths,
        "components": components,
        "security": [{"token": []}, {"session": []}],
    }


def _with_problems(operation: dict[str, Any]) -> dict[str, Any]:
    responses = {
        status: _as_problem(response) if status >= "400" else response
        for status, response in operation["responses"].items()
    }
    return {**operation, "responses": responses}


def _as_problem(response: dict[str, Any]) -> dict[str, Any]:
    content = response.get("content", {})
    return {**response, "content": {PROBLEM: content.get("application/json", {})}} if content else response
