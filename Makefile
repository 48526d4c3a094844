# Needs Python 3.11 or newer and make, nothing else; everything is installed into .venv and .venv-oracles.
#
#   make study    run the Libya case and print its table      make app      explore it in the browser
#   make test     lint, format, types, tests                  make docs     rewrite the generated pages of docs/
#   make oracles  tests against programs that others wrote    make clean    remove both and caches (studies stay)
#   make nightly  all tests, on other examples, too           make bench    how fast it is, against its budgets

PYTHON ?= $(shell for p in python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
STUDY ?= libya-2015
ARGS ?=
# Test files are shared out to one process per core; more than four would only compile the same programs.
WORKERS ?= --numprocesses=auto --maxprocesses=4 --dist=loadfile

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
SETTINGS := pyproject.toml constraints.txt

# Older packages than irenic's own, so an environment apart.
ORACLES := .venv-oracles
ORACLE_PIP := $(ORACLES)/bin/python -m pip --disable-pip-version-check install --quiet \
	--constraint constraints-oracles.txt

.PHONY: study app test lint unit oracles nightly bench docs clean
.NOTPARALLEL:

study: $(VENV)/.installed
	$(BIN)/irenic study $(STUDY) $(ARGS)

app: $(VENV)/.installed
	$(BIN)/irenic serve $(STUDY) $(ARGS)

test: lint unit

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(WORKERS) $(ARGS)

oracles: $(ORACLES)/.installed
	$(ORACLES)/bin/python -m pytest --rootdir=. --confcutdir=. tests/oracles $(ARGS)

nightly: $(VENV)/.installed-test
	IRENIC_EXAMPLES=other $(BIN)/python -m pytest $(WORKERS) -m "" $(ARGS)

bench: $(VENV)/.installed
	$(BIN)/irenic bench $(ARGS)

docs: $(VENV)/.installed
	$(BIN)/irenic docs $(ARGS)

clean:
	rm -rf $(VENV) $(ORACLES) .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist

# Second runs skip the install: each stamp is as new as the settings it was made from.
$(VENV)/.installed: $(SETTINGS) | $(BIN)/python
	@echo "Installing irenic into $(VENV) (once, about a minute) ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-test: $(SETTINGS) | $(BIN)/python
	@echo "Installing irenic and its test tools into $(VENV) (once, about a minute) ..."
	@$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(ORACLES)/.installed: pyproject.toml constraints-oracles.txt | $(ORACLES)/bin/python
	@echo "Installing irenic and the programs it is compared with into $(ORACLES) (once, about a minute) ..."
	@$(ORACLE_PIP) --editable '.[oracles]'
	@touch $@

$(BIN)/python $(ORACLES)/bin/python: %/bin/python:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "irenic needs Python 3.11 or newer, and found none. Say where one is: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $* || { rm -rf $*; exit 1; }
