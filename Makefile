# make run   installs, indexes corpus/ and opens the chat          make test   installs and runs every test
# make check lint and types        make bench   speed figures      make clean  forgets everything that can be made again
# make quality DATA=folder         answer quality on large sets of questions (also OUT=folder, SETS="a b", LIMIT=n, FRESH=1)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= build/quality

.PHONY: run test check bench quality clean

run: $(VENV)/.installed
	$(BIN)/citeleaf ingest || [ $$? -eq 3 ]
	$(BIN)/citeleaf serve

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src app tests

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks

quality: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m quality $(DATA) --out $(OUT) \
		$(if $(SETS),--sets $(SETS)) $(if $(LIMIT),--limit $(LIMIT)) $(if $(FRESH),--fresh)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	find index -mindepth 1 ! -name .gitkeep -delete
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@
