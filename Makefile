# Needs Python 3.11 or newer and make, nothing else; everything is installed into .venv.
#
#   make study    run the Libya case and print its table      make bench    world-months per second
#   make test     lint, format, types, tests                  make docs     rewrite the generated pages of docs/
#   make nightly  the tests that take minutes, too            make clean    remove .venv and caches (studies stay)

PYTHON ?= $(shell for p in python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
STUDY ?= libya-2015
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
SETTINGS := pyproject.toml constraints.txt

.PHONY: study test nightly bench docs clean
.NOTPARALLEL:

study: $(VENV)/.installed
	$(BIN)/irenic study $(STUDY) $(ARGS)

test: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(ARGS)

nightly: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m "" $(ARGS)

bench: $(VENV)/.installed
	$(BIN)/irenic bench $(ARGS)

docs: $(VENV)/.installed
	$(BIN)/irenic docs $(ARGS)

clean:
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist

# Second runs skip the install: each stamp is as new as the settings it was made from.
$(VENV)/.installed: $(SETTINGS) | $(BIN)/python
	@echo "Installing irenic into $(VENV) (once, about a minute) ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-test: $(SETTINGS) | $(BIN)/python
	@echo "Installing irenic and its test tools into $(VENV) (once, about a minute) ..."
	@$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "irenic needs Python 3.11 or newer, and found none. Say where one is: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }
