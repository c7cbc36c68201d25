# Evimed. `make` alone lists what there is.

# Python 3.11 where it has a name of its own; any newer python3 does as well.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
USE    := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-slow lint bench fuzz clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-10s %s\n", $$1, $$2 }'

demo: $(USE) ## install, take in the sample library, and answer a question in Chinese and in English
	$(BIN)/evimed demo

serve: $(USE) ## the web page and the HTTP API, on this machine
	$(BIN)/evimed serve

test: $(DEV) ## the tests: offline, without a language model
	$(BIN)/python -m pytest -m "not slow" -n logical --maxprocesses 4 --dist loadfile

test-slow: $(DEV) ## the slow tests too: larger data, which stands in ../shared/data
	$(BIN)/python -m pytest -m slow

lint: $(DEV) ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports --no-logo

bench: $(DEV) ## the measurements that fit in half an hour, then the plots
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	$(BIN)/python benchmarks/all.py

fuzz: $(DEV) ## every parser under coverage-guided fuzzing, a minute each
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,fuzz]'
	$(BIN)/python scripts/fuzz_parsers.py

clean: ## remove what make has made: the environment and caches, never a library
	rm -rf $(VENV) build dist src/*.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# A stamp is older than pyproject.toml when dependencies have changed: install again.
$(USE): pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(DEV): pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(USE)
