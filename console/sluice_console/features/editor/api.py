"""/api/filters/check: what is wrong with a filter's source, and what it does."""

from dataclasses import asdict
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import PlainTextResponse

from sluice.toolchain.error_pages import help_of, remedy_of
from sluice_console.core.errors import NotFound
from sluice_console.features.access import CurrentUser
from sluice_console.features.editor.drafts import to_draft
from sluice_console.features.editor.samples import Sample, try_sample
from sluice_console.features.editor.schemas import CheckIn, CheckOut
from sluice_console.features.editor.workshop import Finding, Outcome, Workshop
from sluice_console.features.problems import PROBLEMS

router = APIRouter(prefix="/api/filters", tags=["filters"], responses=PROBLEMS)
Code = Annotated[str, Path(pattern=r"^SLU\d{3}$")]


@router.post("/check")
async def check_filter(request: Request, user: CurrentUser, values: CheckIn) -> CheckOut:
    """Nothing is stored. What the source does runs in a process that is confined; where this machine cannot
    confine it, building and testing are refused. One at a time for each user.
    """
    workshop: Workshop = request.app.state.workshop
    draft = to_draft(values.main, values.files)
    if values.test:
        outcome = await workshop.build(user.id, draft, test=True)
    elif values.build or values.request:
        outcome = await workshop.build(user.id, draft)
    else:
        outcome = await workshop.check(user.id, draft)
    ran = None
    if outcome.wasm is not None and values.request:
        sample = Sample(values.request, values.configuration, values.root_id)
        ran = await try_sample(draft.main.removesuffix(".py"), outcome.wasm, sample)
    return CheckOut.model_validate({**_to_output(outcome), "sample": ran})


@router.get("/errors/{code}", response_class=PlainTextResponse)
async def show_error_page(code: Code) -> PlainTextResponse:
    """What a code of the compiler means and what to do, as Markdown."""
    text = help_of(code)
    if text is None:
        raise NotFound(f"There is no page about {code}.")
    return PlainTextResponse(text)


def page_of(finding: Finding) -> str:
    """The address of the page about its code, "" where there is none."""
    return f"/api/filters/errors/{finding.code}" if help_of(finding.code) else ""


def _to_output(outcome: Outcome) -> dict[str, Any]:
    wasm = outcome.wasm
    return {
        "good": outcome.is_good,
        "problem": outcome.problem,
        "diagnostics": [
            {**asdict(each), "remedy": remedy_of(each.code), "page": page_of(each)}
            for each in outcome.findings
        ],
        "size": None if wasm is None else len(wasm),
        "digest": None if wasm is None else sha256(wasm).hexdigest(),
        "tests": [asdict(each) for each in outcome.tests],
    }
