# OpenRedress. `make help` lists what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install demo serve test check audit bench messages browser clean

PORT ?= 8000
UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
PO := $(wildcard src/openredress/locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
INSTALLED := .venv/.installed

export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# Behind an inspecting proxy the system knows the right certificates; uv's own list does not.
export UV_SYSTEM_CERTS := 1

help: ## List these targets
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r t d; do printf '  make %-10s %s\n' "$$t" "$$d"; done

install: $(INSTALLED) $(MO) ## Install everything into .venv (needs only Python 3.11 or later)

demo: install ## A complete town to try things in, on PORT (8000)
	@OPENREDRESS_HOME="$${OPENREDRESS_HOME:-$(CURDIR)/var/demo}" exec $(BIN)/openredress demo --port $(PORT)

serve: install ## Serve the installation in OPENREDRESS_HOME on PORT
	@exec $(BIN)/openredress serve --port $(PORT)

test: install browser ## Run the tests
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check: install ## Style, types, import law, reference pages, audit; then the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --config-file .ci/calls.ini
	$(BIN)/lint-imports
	$(BIN)/python -m openredress.ops.reference --check
	$(MAKE) --no-print-directory audit
	$(MAKE) --no-print-directory test

audit: install ## Ask whether a weakness is known in what it stands on (STRICT=1: fail unasked)
	@sh .ci/audit

bench: install ## Rates, goals, and pages in two sizes (FULL=1: a million; PEER=1: django-helpdesk)
	$(BIN)/python -m benchmarks

messages: install ## Collect and compile the messages of the interface
	$(BIN)/python -m openredress.ops.messages update

browser:
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/browser

clean: ## Remove what `make install` made; data stay
	rm -rf .venv .tools

$(INSTALLED): pyproject.toml uv.lock $(UV)
	$(UV) sync --locked --quiet --python .tools/bin/python
	@touch $@

%.mo: %.po $(INSTALLED)
	$(BIN)/python -m openredress.ops.messages compile

# uv goes into a place of its own, so that installing what uv.lock names does not remove it.
$(UV):
	@sh .ci/tools "$(PYTHON)" .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
