"""The editor as a page shows it: what was typed, and what came of it."""

from dataclasses import dataclass, field
from typing import Any, Self

from starlette.responses import Response

from sluice.toolchain.error_pages import help_of, remedy_of
from sluice_console.core.settings import Settings
from sluice_console.features.editor.drafts import Draft, to_file_name
from sluice_console.features.editor.keeping import Newer
from sluice_console.features.editor.workshop import Finding, Outcome
from sluice_console.features.explain.comparison import to_outcome, to_words
from sluice_console.features.explain.running import Ran
from sluice_console.features.forms import NOTHING, FormText, Refusal
from sluice_console.models import FilterVersion
from sluice_console.pages import PageView
from sluice_console.rendering.diffs import DiffLine
from sluice_console.rendering.environment import environment

SAMPLE = "GET /orders\nx-tenant: acme"
_LINE = 200
"""Characters of a line that is quoted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`newer` is a version that somebody else has kept meanwhile, `lines` how the draft differs from it."""

    outcome: Outcome
    ran: Ran | None = None
    newer: Newer | None = None
    lines: tuple[DiffLine, ...] = ()
    kept: FilterVersion | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with what its page advises, and the line that it is about."""

    finding: Finding
    remedy: str
    page: str
    quoted: str


@dataclass(frozen=True, slots=True)
class View:
    """`base`: the id of the version that was the newest when the editor was opened; `do` the button."""

    name: str
    draft: Draft
    is_new: bool = False
    base: str = ""
    do: str = ""
    request: str = SAMPLE
    configuration: str = ""
    version: str = ""
    root_id: str = ""
    reason: str = ""
    opened: FilterVersion | None = None
    has_source: bool = True
    answer: Answer | None = None
    refusal: Refusal = field(default=NOTHING)

    @classmethod
    def of_draft(cls, name: str, draft: Draft, *, base: str = "", is_new: bool = False) -> Self:
        return cls(name, draft, base=base, is_new=is_new)

    @classmethod
    def of_form(cls, name: str, sent: FormText, *, is_new: bool) -> Self:
        main = to_file_name(name)
        test = sent.text("test")
        others = {f"test_{main}": test} if test.strip() else {}
        return cls(
            name,
            Draft(main, sent.text("source"), others),
            is_new=is_new,
            base=sent.text("base"),
            do=sent.text("do"),
            request=sent.text("request"),
            configuration=sent.text("configuration"),
            version=sent.text("version").strip(),
            root_id=sent.text("root_id").strip(),
            reason=sent.text("reason").strip(),
        )

    @property
    def test_name(self) -> str:
        return f"test_{self.draft.main}"

    @property
    def test(self) -> str:
        return self.draft.others.get(self.test_name, "")

    @property
    def findings(self) -> list[Shown]:
        if self.answer is None:
            return []
        return [self._to_shown(each) for each in self.answer.outcome.findings]

    def _to_shown(self, finding: Finding) -> Shown:
        lines = self.draft.files.get(finding.file, "").split("\n")
        quoted = lines[finding.line - 1].strip("\r")[:_LINE] if 0 < finding.line <= len(lines) else ""
        page = f"/api/filters/errors/{finding.code}" if help_of(finding.code) else ""
        return Shown(finding, remedy_of(finding.code), page, quoted)

    def show(self, page: PageView) -> Response:
        status = self.refusal.status
        return page.show("editor/page.html", status=status, **self._values(page))

    def render_answer(self, page: PageView) -> str:
        """The part of the page below the editor, for the script."""
        return environment().get_template("editor/_answer.html").render(page=page, **self._values(page))

    def _values(self, page: PageView) -> dict[str, Any]:
        settings: Settings = page.request.app.state.settings
        return {
            "view": self,
            "answer": self.answer,
            "refusal": self.refusal,
            "signed_only": settings.require_signature,
            "to_outcome": to_outcome,
            "to_words": to_words,
        }
