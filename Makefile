# What a person or a machine does with the project. `make help` lists it.

VENV := .venv
BIN := $(VENV)/bin
SNAPSHOTS ?= data/snapshots
DEMO := .demo
COUNTS ?= few
CLIENTS ?= 10000
MONTHS ?= 12
ROUNDS ?= 2
USERS ?= 50
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

# Python to make the environment with: the first of these that is new enough.
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)

INSTALL := $(BIN)/python -m pip install -qq --no-input \
	--disable-pip-version-check --only-binary :all: --require-hashes --no-compile

LOCK := $(or $(UV),uv) pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --upgrade --quiet --custom-compile-command "make lock"

.PHONY: help run test nightly check faults demo browser lock clean screenshots bench \
	expected sbom

help:
	@echo "make run    start the app on 127.0.0.1:8501; seals a demo when there is no snapshot"
	@echo "make test   layout, lint, types, imports and all tests; gets itself what it needs"
	@echo "make nightly  all that make test does, and what takes too long for it"
	@echo "make check  layout, lint, types and imports only"
	@echo "make faults make faults on purpose and count what they break; make test does"
	@echo "            a few of most, COUNTS=nightly very many, for SECURITY.md"
	@echo "make demo   seal twelve months of an invented organisation"
	@echo "make screenshots  a picture of every page for docs/, from the newest snapshot"
	@echo "make expected     the expected answers of the tests' sample, written anew"
	@echo "make bench  ten minutes of measuring beside bare tools, for docs/PERFORMANCE.md"
	@echo "make lock   write the lock files anew, newest releases first (needs uv)"
	@echo "make sbom   the software bill of materials (CycloneDX); OSV=folder for its holes"
	@echo "make clean  remove what was installed and built; snapshots stay"
	@echo
	@echo "SNAPSHOTS=folder  where the snapshots are (data/snapshots)"
	@echo "PYTHON=python3.x  what to make the environment with (3.11 or newer)"

# A demo that was broken off leaves its folder behind and is finished first. With a
# configuration, the snapshots are where that says.
run: $(VENV)/.installed
	@if [ -d $(DEMO) ] || { [ ! -e "$(or $(CONFIG),dashboard.toml)" ] && \
		! ls "$(SNAPSHOTS)"/*/seal.json >/dev/null 2>&1; }; then \
		$(MAKE) --no-print-directory demo; fi
	@exec $(BIN)/python -m streamlit run app.py

# A day that is sealed already is left alone.
demo: $(VENV)/.installed
	@echo "Sealing a demo: twelve months of a thousand clients who do not exist."
	@rm -rf $(DEMO)
	@$(BIN)/python -m data demo $(DEMO) --clients 1000 --months 12
	@for source in $(DEMO)/*/; do \
		[ ! -e "$(SNAPSHOTS)/$$(basename "$$source")" ] || rm -rf "$$source"; \
	done
	@set -- $(DEMO)/*/; [ ! -d "$$1" ] || \
		$(BIN)/python -m data seal "$$@" --snapshots "$(SNAPSHOTS)"
	@rm -rf $(DEMO)

# One more than there are cores, since whoever drives a browser also waits for it. A
# file's tests stay together: they share what it sets up. Their order is that of
# tests/conftest.py, the longest first.
test: check browser
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# Each page in every language, fresh environments, and the faults by the thousand.
nightly: export NIGHTLY := 1
nightly: export FRESH := 1
nightly: test
	@$(MAKE) --no-print-directory faults COUNTS=nightly

# SUITES="killed_seals ..." makes some of them; SEED=7 makes the same ones again.
faults: browser
	@$(BIN)/python -m tests.faults $(SUITES) --counts $(COUNTS) \
		$(if $(SEED),--seed $(SEED))

check: $(VENV)/.installed-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --no-cache

screenshots: browser
	@SNAPSHOTS="$(SNAPSHOTS)" $(BIN)/python -m tests.support.screenshots

# When a new rule or key figure changes them; git diff tells what it changed.
expected: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.support.expected

# CLIENTS="10000 1000000" seals at both sizes and opens the pages at the first.
bench: browser
	@$(BIN)/python -m tests.benchmarks --clients $(CLIENTS) --months $(MONTHS) \
		--rounds $(ROUNDS) --users $(USERS)

# An installed Chromium or Chrome, or else one is fetched.
browser: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.support.browser

$(VENV)/.installed: requirements.lock | $(BIN)/python
	@echo "Installing what requirements.lock names; a minute or so, once."
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(BIN)/python
	@echo "Installing what requirements-dev.lock names; a minute or so, once."
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

$(BIN)/python:
	@for python in $(PYTHONS); do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
			|| continue; \
		$$python -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "$$python cannot make a virtual environment." \
				"On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }; \
		$$python -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; \
		exit 0; \
	done; \
	echo "This needs Python 3.11 or newer, and none was found among: $(PYTHONS)." \
		"Install one, or name it: make PYTHON=/path/to/python3.13"; \
	exit 1

lock:
	@command -v $(or $(UV),uv) >/dev/null || { \
		echo "make lock needs uv: pip install uv, or name it: make lock UV=/path/to/uv"; \
		exit 1; }
	@$(LOCK) --output-file requirements.lock
	@$(LOCK) --extra postgresql --constraint requirements.lock \
		--output-file requirements-postgresql.lock
	@$(LOCK) --extra dask --constraint requirements.lock \
		--output-file requirements-dask.lock
	@$(LOCK) --group dev --all-extras --constraint requirements.lock \
		--output-file requirements-dev.lock

# What requirements.lock names; OSV=folder holds it against OSV's records of PyPI.
sbom: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.support.bill sbom.cdx.json $(if $(OSV),--osv "$(OSV)")

clean:
	rm -rf $(VENV) $(DEMO) test-output .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find app.py pages data queries tests -name __pycache__ -type d -prune \
		-exec rm -rf {} +
