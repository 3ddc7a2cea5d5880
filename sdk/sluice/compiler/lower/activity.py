"""What a filter needs beyond its own callbacks: found in what it imports, and in what is reached.

A filter is active when something of it goes on after a callback: coroutines, timers, call-outs, queues. Its
callbacks are those of `sluice.api.active_boundary`. Which of the proxy's further callbacks it exports depends
on the functions of the API that its code reaches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.compiler.frontend.facade import goes_on

if TYPE_CHECKING:
    from sluice.compiler.lower.program import ProgramLowering

BOUNDARY = "sluice.api.boundary"
ACTIVE_BOUNDARY = "sluice.api.active_boundary"
REACHED = {
    "sluice.api.http.request": {"on_http_call_response": "http_call_response"},
    "sluice.api.timers.Timers.start": {"on_tick": "tick"},
    "sluice.api.plugins.every": {"on_configure": "configured"},
    "sluice.api.plugins.on_configure": {"on_configure": "configured"},
    "sluice.api.queues.consume": {"on_queue_ready": "queue_ready", "on_configure": "configured"},
    "sluice.api.grpc.start": {
        "on_grpc_receive_initial_metadata": "grpc_initial_metadata",
        "on_grpc_receive": "grpc_message",
        "on_grpc_receive_trailing_metadata": "grpc_trailing_metadata",
        "on_grpc_close": "grpc_close",
    },
    "sluice.api.messages.Request.body": {
        "on_request_body": "request_body",
        "on_request_trailers": "request_trailers",
    },
    "sluice.api.messages.Request.set_body": {
        "on_request_body": "request_body",
        "on_request_trailers": "request_trailers",
    },
    "sluice.api.messages.Response.read": {
        "on_response_body": "response_body",
        "on_response_trailers": "response_trailers",
    },
    "sluice.api.messages.Response.set_body": {
        "on_response_body": "response_body",
        "on_response_trailers": "response_trailers",
    },
}
"""By function of the API: callbacks and the functions of the active boundary behind them."""

_BODIES = {
    "request": ("sluice.api.messages.Request.body", "sluice.api.messages.Request.set_body"),
    "response": ("sluice.api.messages.Response.read", "sluice.api.messages.Response.set_body"),
}


def is_active(program: ProgramLowering) -> bool:
    """Whether the author's files hold a coroutine, or name something that goes on after a callback."""
    return goes_on(module.tree for module in program.tree.modules.values() if not module.trusted)


def reached_callbacks(program: ProgramLowering) -> dict[str, str]:
    """Callbacks that the functions in use need, with the boundary's functions for them."""
    found: dict[str, str] = {}
    for function, callbacks in REACHED.items():
        if function in program.wanted:
            found.update(callbacks)
    return found


def held_bodies(program: ProgramLowering) -> dict[str, bool]:
    """For "request" and "response": whether the filter awaits the body, so that it must come while the
    headers wait.
    """
    return {
        side: any(function in program.wanted for function in functions) for side, functions in _BODIES.items()
    }
