# Everything a person or CI runs. Each target installs what it needs.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export DEBUG ?= true

.PHONY: help up test test-pg check e2e bench shots messages lock
help: ## Say what there is
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

.venv/bin/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

# uv is quick; plain pip does the same where uv cannot run.
define install
	$(BIN)/uv pip install --quiet --require-hashes -r $(1) 2>/dev/null \
	  || $(BIN)/python -m pip install --quiet --require-hashes -r $(1)
	@touch $@
endef

.venv/.run: requirements.txt | .venv/bin/uv
	$(call install,requirements.txt)

.venv/.dev: requirements-dev.txt | .venv/bin/uv
	$(call install,requirements-dev.txt)

up: .venv/.run ## Try it: sample business, web, worker and beat on this machine
	@exec $(BIN)/python bin/up.py

test: .venv/.dev ## The suite on SQLite: no server, browser or account
	$(BIN)/python -m pytest -n 2 -m "not browser and not processes" $(ARGS)

test-pg: .venv/.dev ## The suite on PostgreSQL and Redis (DATABASE_URL, REDIS_URL)
	DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} \
	REDIS_URL=$${REDIS_URL:-redis://127.0.0.1:6379/5} \
	$(BIN)/python -m pytest -n 2 -m "not browser and not processes" $(ARGS)

e2e: .venv/.dev ## Browser tests, and the real processes through the whole loop
	$(BIN)/python -m pytest -n 2 -m browser $(ARGS)
	$(BIN)/python -m pytest -m processes $(ARGS)

check: .venv/.dev ## Format, lint, types, layers, sizes, templates, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python bin/check_sizes.py
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python bin/check_lock.py

bench: .venv/.dev ## Measured workloads, one JSON line each (NAME=… for one)
	$(BIN)/python -m benchmarks $(NAME)

shots: .venv/.dev ## Screenshots of every page of the sample business, into shots/
	$(BIN)/python bin/shots.py

messages: .venv/.dev ## Take the strings out of the code and compile them (needs gettext)
	$(BIN)/python bin/messages.py

lock: .venv/bin/uv ## Renew both requirements files from pyproject.toml
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header pyproject.toml --group dev -o requirements-dev.txt
