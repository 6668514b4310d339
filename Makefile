# make run    the window; on a machine without a display the tour of every demo, as pictures
# make test   everything that must hold: style, types, borders, tests
# make bench  start-up, event-loop gaps, latency     make bundle  a folder that runs without Python
#
# Everything lives in .venv; it is made on the first call and again when pyproject.toml changes.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { command -v $$p; break; }; done)
# Further arguments for pip, such as an index of your own, and for `python -m app`.
PIP_ARGS ?=
ARGS     ?=
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet $(PIP_ARGS)
TORCH  := $(shell sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)

.PHONY: help run tour test lint format unit bench bundle bundle-check system clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo "also: make tour, lint, format, unit, bundle-check, system (Qt's libraries on Debian, as root), clean"

# Each stamp stands for one set of installed packages; a later one includes the earlier.
$(VENV)/python.stamp:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later was not found. Install it, or say make PYTHON=/path/to/python."; exit 1; }
	@echo "making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make environments. On Debian: apt-get install python3-venv."; exit 1; }
	@touch $@

# torch first and by its exact version: any other order may bring gigabytes for another accelerator.
$(VENV)/run.stamp: $(VENV)/python.stamp pyproject.toml
	@echo "installing Inkling into $(VENV): about 2 GB, once"
	@$(PIP) "$(TORCH)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@$(PIP) --editable ".[dev]"
	@touch $@

$(VENV)/bundle.stamp: $(VENV)/run.stamp
	@$(PIP) --editable ".[bundle]"
	@touch $@

run: $(VENV)/run.stamp
	@if [ "$$(uname)" = Darwin ] || [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		exec $(BIN)/python -m app $(ARGS); \
	else \
		echo "There is no display here: every demo is run in a window that is drawn into memory."; \
		QT_QPA_PLATFORM=offscreen $(BIN)/python -m app tour --out tour $(ARGS) && echo "The tour is in tour/index.html."; \
	fi

tour: $(VENV)/run.stamp
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m app tour --out tour $(ARGS)

# Most tests wait for one thread: two at a time take little more than half as long. A file's tests stay together.
test: lint
	@$(MAKE) --no-print-directory unit ARGS="-n 2 --dist loadfile"

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

unit: $(VENV)/dev.stamp
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(ARGS)

bench: $(VENV)/dev.stamp
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks $(ARGS)

bundle: $(VENV)/bundle.stamp
	$(BIN)/python -m PyInstaller --noconfirm --clean --log-level WARN pyinstaller.spec
	@du -sh dist/Inkling

bundle-check: bundle
	$(BIN)/python -m tests.e2e.bundle dist/Inkling/Inkling

# Qt draws with libraries of the system even without a screen. A desktop has them; a container may not.
SYSTEM := libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 fonts-dejavu-core

system:
	@for p in $(SYSTEM); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	test -z "$$missing" || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $$missing; }

clean:
	rm -rf $(VENV) build dist tour runs *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
