# The same commands for people and for CI. ARGS passes more: make run ARGS="--server.port 8600", make test ARGS="-k lstm".

VENV := .venv
PYTHON := $(VENV)/bin/python

# PyTorch serves what README.md says under "PyTorch, if you like". On Linux the plain build brings gigabytes of CUDA, so
# its CPU build is asked for first, and not for long; where there is neither, everything else goes on.
TORCH_CPU := https://download.pytorch.org/whl/cpu
TORCH := -m pip install --quiet --disable-pip-version-check -r requirements-torch.txt
IN_A_HURRY := --timeout 5 --retries 0

# What tests marked heavy need beside Python, as command=Debian package.
HEAVY_PROGRAMS := soffice=libreoffice-calc-nogui pg_ctlcluster=postgresql

.DEFAULT_GOAL := help
.PHONY: help run test test-all check bench
.NOTPARALLEL:

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##/make \1	/p' $(MAKEFILE_LIST)

run: $(VENV)/app.stamp $(VENV)/torch.stamp  ## start the app and print its address
	@exec $(PYTHON) -m streamlit run app.py $(ARGS)

test: $(VENV)/dev.stamp $(VENV)/torch.stamp  ## every kind of test, those in a browser included, a telling part of each
	$(PYTHON) -m tests.browser.browser
	$(PYTHON) -m pytest -n 3 --dist loadgroup -m "not heavy and not exhaustive" $(ARGS)

test-all: $(VENV)/dev.stamp $(VENV)/torch.stamp  ## every test
	$(PYTHON) -m tests.browser.browser
	$(PYTHON) -m tests.programs $(HEAVY_PROGRAMS)
	$(PYTHON) -m pytest -n 2 --dist loadgroup $(ARGS)

check: $(VENV)/dev.stamp $(VENV)/torch.stamp  ## linter, types, import rules, content, links and the like
	$(PYTHON) -m ruff check
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PYTHON) -m content
	$(PYTHON) -m pytest tests/project

bench: $(VENV)/dev.stamp $(VENV)/torch.stamp  ## the measurements, side by side
	$(PYTHON) -m benchmarks $(ARGS)

# A stamp is as new as the installation it stands for, so that the second start takes seconds.
$(VENV)/app.stamp: requirements.txt | $(VENV)/bin/pip
	@echo "Installing what Stepwise needs; the first time takes a few minutes."
	@$(PYTHON) -m pip install --quiet -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements.txt requirements-postgresql.txt requirements-tokenizers.txt | $(VENV)/bin/pip
	@echo "Installing what the checks and tests need; the first time takes a few minutes."
	@$(PYTHON) -m pip install --quiet -r requirements-dev.txt
	@touch $@ $(VENV)/app.stamp

# The stamp comes first: nobody waits for PyTorch twice, and what needs it says how to install it.
$(VENV)/torch.stamp: requirements-torch.txt | $(VENV)/bin/pip
	@touch $@
	@echo "Installing PyTorch, which only checking with PyTorch needs (this may be interrupted)."
	@if [ "$$(uname -s)" = Linux ]; then \
	    $(PYTHON) $(TORCH) $(IN_A_HURRY) --index-url $(TORCH_CPU) 2> /dev/null && exit; \
	    echo "Its CPU build cannot be reached; trying the plain one."; \
	fi; \
	$(PYTHON) $(TORCH) 2> /dev/null || echo "PyTorch could not be installed; Stepwise runs without it."

# Each candidate is asked, not only looked up: version managers leave commands that do not run. Pip comes last in a venv.
$(VENV)/bin/pip:
	@for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	    if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then \
	        echo "Creating $(VENV) with $$python"; exec $$python -m venv $(VENV); \
	    fi; \
	done; \
	echo "Stepwise needs Python 3.11 or newer with its venv module (Debian: apt install python3 python3-venv)." >&2; exit 1
