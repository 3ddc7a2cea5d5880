"""The files around a filter that `sluice new` writes: settings of pytest, of the editor, a job for CI."""

PYPROJECT = """\
[project]
name = "{project}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["sluice>={version}"]

# Each test runs on CPython and as Wasm; `sluice test --on all` adds a real Envoy.
[tool.pytest.ini_options]
testpaths = ["."]
addopts = "-ra --import-mode=importlib"

[tool.mypy]
strict = true
"""

GITIGNORE = """\
*.wasm
.coverage
.mypy_cache/
.pytest_cache/
.venv/
__pycache__/
"""

SETTINGS = """\
{{
  "python.defaultInterpreterPath": "${{workspaceFolder}}/.venv/bin/python",
  "python.testing.pytestEnabled": true,
  "python.testing.pytestArgs": ["."],
  "python.testing.unittestEnabled": false,
  "python.analysis.typeCheckingMode": "strict",
  "files.trimTrailingWhitespace": true,
  "files.exclude": {{ "**/__pycache__": true, "**/.mypy_cache": true, "**/.pytest_cache": true }}
}}
"""

EXTENSIONS = """\
{{
  "recommendations": ["ms-python.python", "ms-python.mypy-type-checker"]
}}
"""

TASKS = """\
{{
  "version": "2.0.0",
  "tasks": [
    {{
      "label": "sluice dev",
      "detail": "Check, build, test and load the filter into a local Envoy on each save",
      "type": "shell",
      "command": "sluice dev {name}.py --config {name}.json",
      "isBackground": true,
      "problemMatcher": []
    }},
    {{
      "label": "sluice check",
      "type": "shell",
      "command": "sluice check {name}.py",
      "problemMatcher": {{
        "owner": "sluice",
        "fileLocation": ["relative", "${{workspaceFolder}}"],
        "pattern": {{
          "regexp": "^(.+?):(\\\\d+):(\\\\d+): (error|warning|note): (.*) \\\\[(.+)\\\\]$",
          "file": 1,
          "line": 2,
          "column": 3,
          "severity": 4,
          "message": 5,
          "code": 6
        }}
      }}
    }}
  ]
}}
"""

WORKFLOW = """\
# Check, test on CPython, as Wasm and in a real Envoy, and keep the module.
name: filters
on: [push, pull_request]

jobs:
  filters:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - name: Install
        run: pip install "sluice>={version}"
      - name: Check
        run: sluice check --format github {name}.py
      - name: Test
        run: sluice test --on all --cov
      - name: Build
        run: sluice build {name}.py -o {name}.wasm
      - uses: actions/upload-artifact@v4
        with:
          name: {name}
          path: {name}.wasm
"""

CONFIG = '{{"plans": {{"acme": "gold"}}}}\n'


def project_files(name: str, version: str) -> dict[str, str]:
    """By path. Names of distributions have hyphens."""
    templates = {
        f"{name}.json": CONFIG,
        "pyproject.toml": PYPROJECT,
        ".gitignore": GITIGNORE,
        ".vscode/settings.json": SETTINGS,
        ".vscode/extensions.json": EXTENSIONS,
        ".vscode/tasks.json": TASKS,
        ".github/workflows/filters.yml": WORKFLOW,
    }
    project = name.replace("_", "-")
    return {
        path: text.format(name=name, version=version, project=project) for path, text in templates.items()
    }
