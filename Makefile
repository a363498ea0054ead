# Two commands do all the set-up: `make demo` and `make test`. See CONTRIBUTING.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE = $$(tests/e2e/node.sh)

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench vsix clean setup editors format generate

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

# Leakline alone, without what tests need.
$(VENV)/.installed: pyproject.toml
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  rm -rf $(VENV); tests/e2e/packages.sh python3-venv python3-pip && $(PYTHON) -m venv $(VENV); }
	@echo "installing Leakline into $(VENV)" >&2
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tested: pyproject.toml $(VENV)/.installed
	@echo "installing what tests need into $(VENV)" >&2
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@

setup: $(VENV)/.tested ## make .venv with all that tests need

# Editors and browsers for the tests: Debian packages, Node.js, node modules, a real VS Code.
editors: $(VENV)/.tested
	@tests/e2e/setup.sh

demo: $(VENV)/.installed ## the main job, live: predict, capture, join, fix, compare
	@$(BIN)/leakline demo

test: editors ## every test, the editor tests included
	@$(MAKE) --no-print-directory lint
	@PATH="$(NODE):$$PATH" $(BIN)/python -m pytest -q

lint: editors ## ruff, pyright, tsc and eslint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/pyright --pythonpath $(BIN)/python
	@export PATH="$(NODE):$$PATH" && cd extension && npm run --silent typecheck && npm run --silent lint
	@export PATH="$(NODE):$$PATH" && cd extension/flame && npm run --silent types && npm run --silent lint

format: $(VENV)/.tested ## format the Python code
	@$(BIN)/ruff format -q .
	@$(BIN)/ruff check --fix -q .

bench: editors ## ratios beside a floor or a peer, in one run
	@export PATH="$(NODE):$$PATH" && for each in whole_tree keystroke goroutine_text pprof_decode flame_paint; do \
	  $(BIN)/python bench/$$each.py || exit 1; echo; done

vsix: editors ## the VS Code extension as a file, extension/dist/leakline.vsix
	@export PATH="$(NODE):$$PATH" && cd extension && npm run --silent vsix

clean: ## remove what was built; .cache, which is dear to make, stays
	@rm -rf $(VENV) dist extension/dist extension/node_modules extension/flame/dist extension/flame/node_modules \
	  tests/e2e/node_modules .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './.cache/*' -prune -exec rm -rf {} +
