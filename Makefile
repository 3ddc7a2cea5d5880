# Everything a developer of Sluice does, as one word each. Needs Python 3.11 or later, make and PyPI.

VENV    ?= .venv
# The first Python that is recent enough; a name that leads nowhere is passed over.
PYTHON  ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v "$$name" && break; done)
UV      := $(shell command -v uv 2>/dev/null)
BIN     := $(VENV)/bin
STAMP   := $(VENV)/.set-up
# Before it, the scripts that pip makes import `re`: every command starts 15 ms later.
PIP     := 26.3
JOBS    ?= 2
# xds-protos has an older copy of these messages: whichever is installed last is there.
OTLP    := $(shell grep ^opentelemetry-proto== constraints.txt)
# Where Python may not keep bytecode, every command compiles all its modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: catalogues help setup demo test thorough conformance explore check screenshots golden bench bench-control-plane bench-pages bench-programs bench-filters bench-host soak fidelity reference generated browser clean bench-dev bench-builds edits burst outage kills

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Install everything into .venv, with exact versions (instant when nothing changed)

# constraints.txt names every package with its exact version, so it is installed as it is and nothing is resolved.
$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "make setup: Python 3.11 or later is needed, and $(or $(PYTHON),no python3 on the path) is not." \
			"Install it, or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
ifneq ($(UV),)
	@test -x $(BIN)/python || "$(UV)" venv --quiet --python "$(PYTHON)" $(VENV)
	"$(UV)" pip install --quiet --python $(BIN)/python -r constraints.txt
	"$(UV)" pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	"$(UV)" pip install --quiet --python $(BIN)/python --no-deps --reinstall $(OTLP)
else
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip==$(PIP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall $(OTLP)
endif
	$(BIN)/python -m compileall -q sdk console
	$(BIN)/python -m sluice.toolchain.shipping
	@touch $(STAMP)

demo: setup ## From a Python file to a live Envoy, every step with its figure (KEEP=1 leaves it running)
	@$(BIN)/python -m sluice.cli.local.demo $(if $(KEEP),--keep)

# Two workers share the files out, the longest first (tests/conftest.py says what is thorough, too).
test: setup browser ## Test compiler, author's API, console, xDS, live Envoy, browser (a quarter of an hour)
	$(BIN)/pytest -q -n $(JOBS) --no-loadscope-reorder -m "not thorough"

thorough: setup browser ## Test what takes longer: documents, every page with axe, PostgreSQL, REST, wheel, sandbox, bench
	$(BIN)/pytest -q -n $(JOBS) --no-loadscope-reorder -m thorough

conformance: setup ## Compare the emulated host with a real Envoy in every scenario (a minute)
	$(BIN)/pytest -q tests/conformance tests/testing/test_tcp_agrees.py

# The pages are tested in Debian's Chromium; Playwright's own download is not needed.
browser:
	@command -v chromium >/dev/null 2>&1 || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else \
			echo "make test: the tests of the pages need Chromium as 'chromium' on the path." \
				"Install it first, for example: sudo apt-get install chromium" >&2; exit 1; \
		fi; }

check: setup ## Lint, formatting, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy bench tests
	$(BIN)/lint-imports

screenshots: setup browser ## Take every page at 1280 and 390 px, light and dark, English and Chinese, into screenshots/
	SLUICE_SCREENS=screenshots $(BIN)/pytest -q tests/pages/test_every_page.py -k open_to_everybody

explore: setup ## Ask every REST endpoint what it can be asked, for 5xx and broken promises (SECONDS=600)
	$(BIN)/python -m tests.rest.exploration --seconds $(or $(SECONDS),600) --out bench/results/rest-$$(date -u +%F).md

golden: setup ## Rewrite the expected outputs of the golden tests and remove orphans
	$(BIN)/pytest -q --golden-update $$(find tests -name "test_golden*.py")

bench: setup ## Envoy CPU per request: no filter, Python, C, Lua, ext_proc, and Rust with cargo, interleaved in one run
	$(BIN)/python -m bench

bench-filters: setup ## What each ready-made filter costs a request, and its size: docs/reference/filters.md
	$(BIN)/python -m bench.filters

bench-dev: setup ## How long a saved filter takes to be live in `sluice dev`: twenty edits
	$(BIN)/python -m bench.dev_loop

bench-builds: setup ## What `sluice build` takes: with an empty cache, after an edit, with nothing changed
	$(BIN)/python -m bench.builds

bench-host: setup ## How many simple requests a second the emulated host moves through a filter, on one core
	$(BIN)/python -m bench.emulated_host

bench-programs: setup ## CPU of programs that only compute: Python compiled, the same in C, CPython
	$(BIN)/python -m bench.compute

bench-control-plane: setup ## A thousand simulated nodes on one console: how fast a change is everywhere
	$(BIN)/python -m bench.control_plane

bench-pages: setup ## What each page costs the console with 10,000 routes, 1,000 services and 1,000 tenants
	$(BIN)/python -m bench.pages

burst: setup ## As many requests a second as this machine gives, against limits: what is too much gets 429 or 503
	BURST=20 $(BIN)/pytest -q -s tests/console/test_burst.py

edits: setup ## Five hundred random edits under load: no request fails, Envoy always has what a new one would get
	EDITS=500 $(BIN)/pytest -q -s --timeout 3600 tests/console/test_random_edits.py

kills: setup ## Five hundred changes with the console killed again and again: none lost, no release torn (WRITES=500)
	KILLS_WRITES=$(or $(WRITES),500) KILLS_LOG=bench/results/kills-$$(date -u +%F).md \
		$(BIN)/pytest -q tests/console/test_kills.py -m "not postgres"

outage: setup ## The console killed and away while two Envoys serve under load, one restarted meanwhile (SECONDS=600)
	OUTAGE_SECONDS=$(or $(SECONDS),600) OUTAGE_LOG=bench/results/outage-$$(date -u +%F).md \
		$(BIN)/pytest -q -s tests/console/test_console_away.py

soak: setup ## Ten million requests through a filter that keeps state, every answer checked (needs node)
	$(BIN)/python -m bench.soak

fidelity: setup ## Score compiled code against CPython's own tests (20 minutes; FIDELITY=test_int for one module)
	$(BIN)/python -m tests.fidelity.score $(FIDELITY) --workers $(JOBS) --out fidelity.txt

reference: setup ## Write docs/reference/{api,testing,commands}.md and sluice.schema.json from docstrings, help and checks
	$(BIN)/python -m tests.docs.api_reference

catalogues: setup ## Collect the texts of the console's pages into its catalogues; what is new there is to be translated
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k _ -k tr -k marked -k plural:2,3 --no-location --sort-output --omit-header \
		-o build/console.pot console/sluice_console
	$(BIN)/pybabel -q update -D console -d console/sluice_console/locale -i build/console.pot \
		--ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date -w 110

generated: setup ## Compare generated programs with CPython, and break the front-end (an hour; PROGRAMS=1000)
	$(BIN)/python -m tests.generated.front_end --workers $(JOBS)
	$(BIN)/python -m tests.generated.compare --workers $(JOBS) --programs $(or $(PROGRAMS),100000)
	$(BIN)/python -m tests.generated.tiny --programs 1000

clean: ## Remove what make setup and the tests created
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
