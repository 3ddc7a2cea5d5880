"""The filter on the first page works as it stands there, and is as short as it looks."""

import re
from pathlib import Path

from sluice.testing import Loader

ROOT = Path(__file__).resolve().parents[2]


def test_the_filter_on_the_first_page(load: Loader, tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    file = tmp_path / "api_key.py"
    file.write_text(blocks[0])
    filter = load(file, config={"keys": {"k1": "ann"}})
    assert filter.request(headers={"x-api-key": "k1"}).upstream_request.headers["x-consumer"] == "ann"
    refused = filter.request(headers={"x-api-key": "k2"}).response
    assert (refused.status, refused.text) == (401, "unknown API key\n")
    assert filter.metrics["api_key_denied_total"] == 1
