# The two commands: `make run` and `make test`. Both begin with `make setup`, which installs and starts nothing.
# What is needed: Python 3.11 or newer with venv, and make. On macOS and on Python 3.13 a Redis on the PATH too.

PYTHON ?= $(shell for each in python3.12 python3.11 python3.13 python3.14 python3; do \
	"$$each" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v "$$each"; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# The npm of this machine where it is new enough, else the one that comes as a wheel into .venv.
NODE := PATH="$$PWD/.venv/bin:$$PATH"
NODE_WILL_DO := node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a == 20 && +b >= 19) ? 0 : 1)'
# What else to tell pytest.
TESTS ?=
ASSETS := $(shell find assets -type f 2>/dev/null)

export PYTHONUTF8 := 1

.PHONY: setup run test wheel messages lock clean
.DELETE_ON_ERROR:

setup: .venv/.installed .venv/.built

.venv/.installed: requirements/app.txt requirements/dev.txt setup.cfg pyproject.toml
	@test -n "$(PYTHON)" || test -x $(BIN)/python || { \
		echo "Engage needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv)," >&2; \
		echo "or tell where it is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "==> Making the Python environment (.venv) and installing what Engage stands on"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear .venv
	$(PIP) install --require-hashes -r requirements/app.txt -r requirements/dev.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.npm: requirements/node.txt package-lock.json .npmrc | .venv/.installed
	@{ $(NODE) $(NODE_WILL_DO) && $(NODE) npm --version >/dev/null; } 2>/dev/null || { \
		echo "==> No Node.js 20.19 or newer here: installing one into .venv"; \
		$(PIP) install --require-hashes -r requirements/node.txt; }
	@echo "==> Installing what the styles and scripts are built with"
	$(NODE) npm ci
	@touch $@

.venv/.built: package.json $(ASSETS) .venv/.npm
	@echo "==> Building styles, scripts and fonts"
	$(NODE) npm run build
	@touch $@

run: setup
	@exec $(BIN)/engage up --demo

test: setup
	@echo "==> Style" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "==> Types" && $(BIN)/python -m mypy
	@echo "==> Imports" && $(BIN)/lint-imports
	@echo "==> Tests" && $(BIN)/python -m pytest -n 2 --dist loadgroup $(TESTS)

# Builds dist/engage-*.whl, with the styles and fonts in it. What was built before could bring back files that are gone.
wheel: setup
	rm -rf build/lib build/bdist.*
	$(BIN)/python -m build --wheel --no-isolation

# Gathers every sentence of the service for translators, always in the same order: see docs/guide/developers.md.
messages: setup
	@mkdir -p build
	$(BIN)/pybabel --quiet extract --mapping-file=engage/translations/extract.cfg --ignore-dirs=".* node_modules var build" \
		--keywords="_l lazy_gettext lazy_ngettext:1,2" --add-location=file --sort-output \
		--project=Engage --output-file=build/messages.pot .
	@echo "Gathered $$(grep -c '^msgid ' build/messages.pot) sentences into build/messages.pot"

# Takes the newest versions that requirements/*.in allow, with their hashes and without the name of any index.
LOCK = build/lock/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11 --quiet --upgrade
lock:
	@test -x build/lock/bin/uv || { "$(PYTHON)" -m venv build/lock && build/lock/bin/pip install --quiet uv; }
	$(LOCK) requirements/app.in -o requirements/app.txt
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) requirements/node.in -o requirements/node.txt
	$(LOCK) requirements/fonts.in -o requirements/fonts.txt

# Removes what was installed and built; the data under var/ stays.
clean:
	rm -rf .venv node_modules engage/static build dist *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
