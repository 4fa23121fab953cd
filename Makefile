# make audit  sætter alt op og kører hovedopgaven på de tre eksempeludtræk
# make test   sætter alt op og kører prøverne (under fem minutter)
# make check  ruff og mypy, som CI også kører
# make slow   de lange prøver, og de tilfældige prøver med tyve gange så mange tilfælde (tests/depth.py)
# make fuzz   læser ti tusind ødelagte udtræk og siger, hvad der blev af dem (make fuzz N=500 for færre)
# make bench  målingerne i docs/performance.md
# make golden skriver facitskærmene igen; git viser, hvad der ændrede sig
# make regler  skriver listen over regelsiderne igen (rettid/regler/README.md)
# make samples laver eksempeludtrækkene igen
# make lock   låser afhængighederne igen

PYTHON ?= python3
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := .venv/klar

.PHONY: audit test check slow fuzz bench golden regler samples lock clean

audit: $(READY)
	$(BIN)/rettid audit sample_data/workbase-koege-2018.xlsx
	$(BIN)/rettid audit sample_data/fasit-koege-2018 --pr 2018-12-31
	$(BIN)/rettid audit sample_data/momentum-2026.xlsx --pr 2026-10-31

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

slow: export RETTID_GRUNDIGT := 1
slow: $(READY)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "slow or random"

N ?= 10000
fuzz: $(READY)
	$(BIN)/python -m tests.fuzz.harness $(N)

bench: $(READY) .venv/bench
	$(BIN)/python benchmarks/run.py

golden: $(READY)
	$(BIN)/python -m pytest tests/cli/test_golden.py tests/lists/test_workbook_text.py --golden

regler: $(READY)
	$(BIN)/rettid rules --indeks > rettid/regler/README.md

samples: $(READY)
	$(BIN)/python sample_data/make_samples.py

lock: $(READY)
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --no-header --no-annotate --generate-hashes --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --no-header --no-annotate --generate-hashes --group bench pyproject.toml -o requirements-bench.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'rettid kræver Python 3.11 eller nyere')"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	$(BIN)/python -c "open('$(READY)', 'w').close()"

.venv/bench: $(READY) requirements-bench.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	$(BIN)/python -c "open('.venv/bench', 'w').close()"

clean:
	rm -rf .venv build dist
