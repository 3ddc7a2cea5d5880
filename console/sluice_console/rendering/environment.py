"""The Jinja environment: everything is escaped, an unknown name is an error, formats are filters."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sluice_console.core import language
from sluice_console.rendering import formats
from sluice_console.rendering.charts import chart_rows, chart_value, spark_path
from sluice_console.rendering.choices import options_of
from sluice_console.rendering.diffs import count_changes
from sluice_console.rendering.icons import icon, lucide
from sluice_console.rendering.nouns import to_noun
from sluice_console.rendering.static_files import static_url

TEMPLATES = Path(str(files("sluice_console") / "templates"))


@cache
def environment() -> Environment:
    """One for the process; templates are compiled once and not looked at again."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    # `{% trans %}` may hold markup of ours, and escapes its values; what `_` and `plural` give is escaped.
    texts = language.gettext, language.ngettext
    env.install_gettext_callables(*texts, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(_=language.tr, plural=language.plural)
    env.globals.update(
        lucide=lucide,
        draw_icon=icon,
        draw_options=options_of,
        spark_path=spark_path,
        chart_rows=chart_rows,
        chart_value=chart_value,
        count_changes=count_changes,
        static=static_url,
        query_string=query_string,
    )
    env.filters.update(
        ago=formats.ago,
        browser=formats.browser,
        clock=formats.clock,
        count=formats.count,
        day=formats.day,
        duration=formats.duration,
        iso=formats.iso,
        lag=formats.lag,
        noun=to_noun,
        ordinal=formats.ordinal,
        percent=formats.percent,
        short_digest=formats.short_digest,
        size=formats.size,
        span=formats.span,
    )
    return env


def query_string(query: Mapping[str, object], **changes: object) -> str:
    """`q=api&page=2`: the query with some values changed, empty ones left out."""
    return urlencode([(key, value) for key, value in {**query, **changes}.items() if value not in ("", None)])
