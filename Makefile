# Wayfare's doors for a developer. Everything is installed into .venv/ from the hashed files in requirements/.
SHELL := /bin/bash
export UV_PYTHON_DOWNLOADS := never
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin

.PHONY: run test check bench setup dev lock format clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

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
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 2 tests/architecture tests/docs

format: .venv/.dev ## rewrite the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/.dev ## write the generated reference pages anew
	$(BIN)/python scripts/reference.py

bench: setup ## measure, and print the figures of docs/benchmarks.md
	$(BIN)/python -m benchmarks

lock: | $(UV) ## resolve requirements/*.txt anew from pyproject.toml
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml -o requirements/base.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --extra test --extra check -c requirements/base.txt pyproject.toml -o requirements/dev.txt

clean: ## remove the environment
	rm -rf .venv .tools

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install -q --disable-pip-version-check uv

.venv/bin/python: | $(UV)
	$(UV) venv -q --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv

.venv/.base: requirements/base.txt pyproject.toml | .venv/bin/python $(UV)
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/base.txt
	$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.base
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@
