"""The table of ready-made filters misses none of them."""

from bench.filters import FILTERS, PAGE, cases


def test_every_filter_is_measured_and_shown() -> None:
    names = {file.stem for file in FILTERS.glob("*.py")}
    assert set(cases()) == names
    page = PAGE.read_text()
    assert all(f"[`{name}`](../../filters/{name}.py)" in page for name in names)
