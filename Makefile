# The commands of the project. Needs Python 3.11 or later and make; each target installs what it lacks into .venv.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
EDITOR_MADE := src/marsgraph/web/static/vendor/codemirror.js
GRAPH := data/graph/marsgraph.nq

.DEFAULT_GOAL := help
.PHONY: help serve test lint build check docs bench bench-serving bench-growth clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

$(INSTALLED): pyproject.toml constraints.txt hatch_build.py $(wildcard frontend/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "MarsGraph needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Installing into .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@PIP_CONSTRAINT=constraints.txt $(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q src
	@test -e $(EDITOR_MADE) || echo "Without npm's registry: the query page is a plain form. \`make clean\` and again makes its editor." >&2
	@touch $@

$(GRAPH): | $(INSTALLED)
	@$(BIN)/marsgraph build

serve: $(INSTALLED) $(GRAPH) ## start the SPARQL endpoint; its options by environment, as MARSGRAPH_PORT=8080
	@exec $(BIN)/marsgraph serve

test: $(INSTALLED) ## run the tests
	@$(BIN)/pytest

lint: $(INSTALLED) ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

build: $(INSTALLED) ## claims and decisions to data/graph/
	@$(BIN)/marsgraph build

check: $(INSTALLED) ## shapes and rules over the built graph, and the answers of the examples
	@$(BIN)/marsgraph check
	@$(BIN)/marsgraph examples --check

docs: $(INSTALLED) $(GRAPH) ## write the reference pages and the answers that docs/ shows anew
	@$(BIN)/python tests/docs/references.py

bench: $(INSTALLED) ## time build and check; about five minutes
	@$(BIN)/python benchmarks/build.py

bench-serving: $(INSTALLED) $(GRAPH) ## compare the endpoint with its peers; needs wrk; about an hour
	@$(BIN)/python benchmarks/serving.py

bench-growth: $(INSTALLED) $(GRAPH) ## the engine on graphs of up to five million quads; ten minutes
	@$(BIN)/python benchmarks/growth.py

clean: ## remove .venv and caches
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache dist
