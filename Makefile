# The same commands for people and for CI. ARGS passes more: make run ARGS="--server.port 8600", make test ARGS="-k lstm".

VENV := .venv
PYTHON := $(VENV)/bin/python

# What tests marked heavy need beside Python, as command=Debian package.
HEAVY_PROGRAMS := soffice=libreoffice-calc-nogui

.DEFAULT_GOAL := help
.PHONY: help run test test-all check bench

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##/make \1	/p' $(MAKEFILE_LIST)

run: $(VENV)/app.stamp  ## start the app and print its address
	@exec $(PYTHON) -m streamlit run app.py $(ARGS)

test: $(VENV)/dev.stamp  ## every test but the heavy ones, those in a browser included
	$(PYTHON) -m tests.browser.browser
	$(PYTHON) -m pytest -n 2 --dist loadgroup -m "not heavy" $(ARGS)

test-all: $(VENV)/dev.stamp  ## every test
	$(PYTHON) -m tests.browser.browser
	$(PYTHON) -m tests.programs $(HEAVY_PROGRAMS)
	$(PYTHON) -m pytest -n 2 --dist loadgroup $(ARGS)

check: $(VENV)/dev.stamp  ## linter, types, import rules, content, links and the like
	$(PYTHON) -m ruff check
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PYTHON) -m content
	$(PYTHON) -m pytest tests/project

bench: $(VENV)/dev.stamp  ## the measurements, side by side
	$(PYTHON) -m benchmarks $(ARGS)

# A stamp is as new as the installation it stands for, so that the second start takes seconds.
$(VENV)/app.stamp: requirements.txt | $(VENV)/bin/pip
	@echo "Installing what Stepwise needs; the first time takes a few minutes."
	@$(PYTHON) -m pip install --quiet -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements.txt | $(VENV)/bin/pip
	@echo "Installing what the checks and tests need; the first time takes a few minutes."
	@$(PYTHON) -m pip install --quiet -r requirements-dev.txt
	@touch $@ $(VENV)/app.stamp

# Each candidate is asked, not only looked up: version managers leave commands that do not run. Pip comes last in a venv.
$(VENV)/bin/pip:
	@for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	    if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then \
	        echo "Creating $(VENV) with $$python"; exec $$python -m venv $(VENV); \
	    fi; \
	done; \
	echo "Stepwise needs Python 3.11 or newer with its venv module (Debian: apt install python3 python3-venv)." >&2; exit 1
