# The one list of commands; each sets up what it needs first. `make help` prints it.
.DEFAULT_GOAL := help
.PHONY: help setup check test fix translations reference pictures demo bench campaign serve

BIN := .venv/bin
JOBS ?= auto
LINES ?= 100000
ROUNDS ?= 5
ENGINE ?= both
# Of the benchmark: lines of a large ledger, where one is to be made, and the folder that gets the results as JSON.
LEDGER ?=
JSON ?=
json = $(if $(JSON),--json $(JSON)/$(1).json)
# How many times as long as in `make test` the campaign goes on, and its first seed.
TIMES ?= 10
SEED ?= 1
# Branch coverage of core and ledger by the tests on both engines together; below this the tests fail.
COVERAGE := 100
COVERED := --cov=consolida.core --cov=consolida.ledger
# What touches a ledger runs again on PostgreSQL.
ON_A_SERVER := $(addprefix tests/,masters audit access ledger transfer scenarios intake cli web browser project campaign) \
	tests/docs/test_loading_guide.py

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv with all that uv.lock names, once
	@scripts/setup

check: setup ## style, types, import contracts, migrations, translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -W ignore::RuntimeWarning -m consolida.project.manage makemigrations --check --dry-run
	$(BIN)/python scripts/translations.py check

test: ## set up and run all tests, those of a ledger on both engines, with the coverage of core and ledger
	@scripts/setup test
	$(BIN)/pytest -n $(JOBS) $(COVERED) --cov-report= $(ARGS)
	CONSOLIDA_TEST_ENGINE=postgresql $(BIN)/pytest $(ON_A_SERVER) -n $(JOBS) $(COVERED) --cov-append \
		--cov-report=term --cov-fail-under=$(COVERAGE) $(ARGS)

fix: setup ## put right what tools can: style, format, translations, reference
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/python scripts/translations.py update
	$(BIN)/python -m scripts.reference
	$(BIN)/python -m scripts.file_format

translations: setup ## bring new sentences into the Spanish catalogue
	$(BIN)/python scripts/translations.py update

reference: setup ## write what docs say by rote: the commands' help, the file's schema and rules
	$(BIN)/python -m scripts.reference
	$(BIN)/python -m scripts.file_format

pictures: setup ## take the manual's pictures anew
	$(BIN)/python -m scripts.manual_pictures

demo: setup ## the main job for real: two branches and head office in three folders
	$(BIN)/consolida demo

bench: setup ## what exports, imports and the import screen cost; with LEDGER=10000000 a ledger of so many lines, too
	$(BIN)/python -m bench.run --lines $(LINES) --rounds $(ROUNDS) --engine $(ENGINE) $(call json,months)
	$(if $(LEDGER),$(BIN)/python -m bench.ledger --lines $(LEDGER) --rounds $(ROUNDS) $(call json,ledger))
	$(BIN)/python -m bench.screen --lines $(LINES) $(call json,screen)

campaign: setup ## kills, failing disks and simulated months on both engines, TIMES times as long as in the tests
	CONSOLIDA_CAMPAIGN=$(TIMES) CONSOLIDA_SEED=$(SEED) $(BIN)/pytest tests/campaign -n $(JOBS) -rP $(ARGS)
	CONSOLIDA_CAMPAIGN=$(TIMES) CONSOLIDA_SEED=$(SEED) CONSOLIDA_TEST_ENGINE=postgresql \
		$(BIN)/pytest tests/campaign -n $(JOBS) -rP $(ARGS)

serve: setup ## the web application, in the browser
	$(BIN)/consolida serve
