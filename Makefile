# Thin: each target calls a script. What is made lies in .venv, build and var.
PYTHON ?= python3
READY := .venv/.ready
export PYTHON

.PHONY: setup demo test check lock
setup: $(READY)/base $(READY)/translations

demo: setup
	@.venv/bin/headgoose demo

test: setup $(READY)/dev
	@scripts/test

check: setup $(READY)/dev
	@scripts/check

lock:
	@scripts/lock

$(READY)/base: requirements/base.txt pyproject.toml scripts/make-environment
	@scripts/make-environment
	@touch $@

$(READY)/translations: $(READY)/base $(wildcard headgoose/locale/*/LC_MESSAGES/*.po)
	@.venv/bin/python scripts/compile_translations.py
	@touch $@

$(READY)/dev: $(READY)/base requirements/dev.txt
	@.venv/bin/pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@
