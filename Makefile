# Everything runs in .venv, made from requirements.lock (exact versions with hashes) by the first target that needs it.
SHARED ?= ../shared
# The first Python on the PATH that is new enough and can make a virtual environment.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 /usr/bin/python3; do \
	$$p -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin

.PHONY: help setup demo test fuzz fuzz-guided torture audit check look eval bench bench-large bench-others lock dictionary clean

help:            ## show the targets
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: .venv/.ready  ## make the environment
.venv/.packages: requirements.lock
	@test -n "$(PYTHON)" || { echo "Marsad needs Python 3.11 or later with its venv module (Debian: apt install python3-venv)."; exit 1; }
	@echo "Setting up .venv from requirements.lock with $(PYTHON); this takes about a minute …"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@# The lock is whole: nothing is left to resolve, and pip's resolver trips over hashes of packages with extras.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip check --disable-pip-version-check >/dev/null
	@touch $@
.venv/.ready: .venv/.packages pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup      ## run the daily flow on the sample site and show the result
	@$(BIN)/marsad demo

# Files side by side, as many as there are cores; those of one file share what they set up.
test: setup      ## run the tests
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

fuzz: setup      ## random documents for all that reads documents (FUZZ_SECONDS=60)
	@$(BIN)/python -m fuzz $(or $(FUZZ_SECONDS),60)

# The same led by coverage, where atheris installs; one target after the other shares the time.
fuzz-guided: setup ## the same, led by the code that a document reaches (Linux on x86)
	@$(BIN)/python -m uv pip install --quiet --target .venv/guided --require-hashes -r fuzz/atheris.lock
	@PYTHONPATH=.venv/guided $(BIN)/python -m fuzz.guided $(or $(FUZZ_SECONDS),60)

# Asks the advisory database of PyPI about each pinned version, so it needs the internet; nothing is installed into .venv.
audit: setup     ## known vulnerabilities of the pinned versions
	@$(BIN)/python -m uv tool run pip-audit==2.10.1 --requirement requirements.lock --require-hashes --disable-pip

check: setup     ## lint and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

look: setup      ## look at the pages in Chromium: pictures, accessibility, speed
	@$(BIN)/python -m looks $(or $(OUT),.cache/looks)

eval: setup      ## score quality on the data in SHARED
	@$(BIN)/python -m evals $(SHARED)

bench: setup     ## measure speed on the data in SHARED (QUICK=1: on our own reports, judging nothing)
	@$(BIN)/python -m bench $(if $(QUICK),--quick,$(SHARED))

torture: setup   ## inject over 400 faults, write docs/torture.md (SECONDS=3600 SEED=1)
	@$(BIN)/python -m torture --seconds $(or $(SECONDS),3600) --seed $(or $(SEED),1) --markdown docs/torture.md
	@$(BIN)/python -m torture.hostile --shared $(SHARED)/data --markdown docs/torture.md

# Other extractors need versions that do not go with ours: each has an environment, made from a lock file of its own.
OTHERS := .cache/others
$(OTHERS)/%/.ready: bench/others_pages/%.lock | setup
	@echo "Setting up $(@D) from $< …"
	@$(BIN)/python -m uv venv --quiet --clear --python $(BIN)/python $(@D)
	@$(BIN)/python -m uv pip sync --quiet --require-hashes --python $(@D) $<
	@touch $@

bench-others: $(OTHERS)/newspaper4k/.ready $(OTHERS)/news-please/.ready  ## extraction beside news-please, newspaper4k and trafilatura
	@$(BIN)/python -m bench.others_pages $(OTHERS)

bench-large: setup  ## take a generated archive through every job (ARTICLES=10000 TIMES=100: a million to publish)
	@$(BIN)/python -m bench.backfill --articles $(or $(ARTICLES),10000) --times $(or $(TIMES),100)

dictionary: setup  ## write docs/data_dictionary.md from sql/schema.sql
	@$(BIN)/python -m pipeline.warehouse.dictionary docs/data_dictionary.md

lock: setup      ## renew requirements.lock from pyproject.toml
	@$(BIN)/python -m uv pip compile pyproject.toml --extra dev --extra bench --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock

clean:           ## delete the environment and the demo's state
	rm -rf .venv .cache data/demo
