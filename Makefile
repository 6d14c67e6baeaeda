# make run   installs, indexes corpus/ and opens the chat          make test   installs and runs every test
# make check lint and types        make clean  forgets everything that can be made again
# make bench   speed beside other tools' (DATA=folder, SIZES="1000 100000 1000000", REALLY=passages really encoded,
#              PARTS="start ask ingest encoding peers", MINUTES= for making corpora; results in build/bench)
# make profile where an ask, an ingest and a cold start spend their time (DATA=folder)
# make quality DATA=folder         answer quality on large sets of questions (also OUT=folder, SETS="a b", LIMIT=n, FRESH=1)
# make followups DATA=folder       how well follow-up questions are understood (DATA holds canard.json and mtrag/)
# make crash   kills it wherever it writes            make fuzz    looks for input that breaks it (SECONDS=, INPUTS= a target)
# make load   people ask while documents arrive, every reply checked (PEOPLE=, DOCUMENTS=, MINUTES=: 50, 500 and 30)
# make audit  known faults of the packages that are installed (needs the network, and pip-audit; fails where it saw nothing)
# make freshness   seconds from a file to the answer  make bench-viewer   from a click on a citation to the lit quote
# make bench-page ADDRESS=…        the page's weight, and the time until it shows, of a chat that is open there

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= build/quality

.PHONY: run test check bench profile bench-viewer bench-page quality followups crash load freshness fuzz audit clean

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
	PYTHONPATH=tests $(BIN)/python -m benchmarks $(if $(DATA),--data $(DATA)) $(if $(SIZES),--sizes $(SIZES)) \
		$(if $(REALLY),--really $(REALLY)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(PARTS),--parts $(PARTS))

profile: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m benchmarks.stages $(DATA)

quality: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m quality $(DATA) --out $(OUT) \
		$(if $(SETS),--sets $(SETS)) $(if $(LIMIT),--limit $(LIMIT)) $(if $(FRESH),--fresh)

followups: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m quality.followups $(DATA) --out $(OUT)

crash: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m crash

load: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m load $(if $(PEOPLE),--people $(PEOPLE)) \
		$(if $(DOCUMENTS),--documents $(DOCUMENTS)) $(if $(MINUTES),--minutes $(MINUTES))

audit:
	pip-audit -r constraints.txt --no-deps --disable-pip --strict

freshness: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m benchmarks.freshness

bench-viewer: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m benchmarks.viewer

bench-page: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m benchmarks.page $(ADDRESS)

fuzz: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m fuzz --out build/fuzz --seconds $(or $(SECONDS),120) --inputs $(or $(INPUTS),20000)

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
