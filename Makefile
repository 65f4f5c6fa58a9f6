# `make run` is all it takes to try the product, `make test` all it takes to judge a change.

PYTHON_OF_VENV = .venv/bin/python
STACK = $(PYTHON_OF_VENV) -m helpdesk.devstack

# Where this is set (containers, build servers), each of the many processes would compile all of Django for itself.
unexport PYTHONDONTWRITEBYTECODE

# What translators wrote, ready to be shown. Made anew when it changed.
TEXTS = $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.PHONY: run test bench mail-scores fuzz-mail chaos-mail bomb-mail lint types texts install browser stop status clean lock

run: install $(TEXTS)
	@$(STACK) run

# Extra arguments for pytest: make test ARGS="tests/sla -x"
test: install browser $(TEXTS) lint types
	@$(STACK) db --test -- sh -c '$(PYTHON_OF_VENV) manage.py makemigrations --check --dry-run && exec $(PYTHON_OF_VENV) -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder --durations 15 $(ARGS)'

lint: install
	@$(PYTHON_OF_VENV) -m ruff format --check --quiet .
	@$(PYTHON_OF_VENV) -m ruff check --quiet .
	@$(PYTHON_OF_VENV) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

types: install
	@$(PYTHON_OF_VENV) -m mypy

# SCALE=0.1 for a smaller one
bench: install browser $(TEXTS)
	@$(STACK) db -- $(PYTHON_OF_VENV) -m benchmarks

# How well mail is read; SHOW=1 names what came out wrong
mail-scores: install
	@$(PYTHON_OF_VENV) -m benchmarks.mail_scores

# COUNT=1000 for fewer mutants, SEED=… for the same ones again
fuzz-mail: install
	@$(PYTHON_OF_VENV) -m benchmarks.mail_fuzz

# COUNT=1000 for fewer mails
chaos-mail: install
	@$(PYTHON_OF_VENV) -m benchmarks.mail_chaos

# COUNT=1000 COMPANIES=20 for fewer
bomb-mail: install
	@$(PYTHON_OF_VENV) -m benchmarks.mail_bomb

# Gathers the texts of today for the translators and says how many wait for a translation.
texts: install
	@$(PYTHON_OF_VENV) -m helpdesk.texts collect

%.mo: %.po
	@$(PYTHON_OF_VENV) -m helpdesk.texts compile

install:
	@sh bin/install

browser: install
	@sh bin/browser

stop: install
	@$(STACK) stop
	@$(STACK) stop --test

status: install
	@$(STACK) status

# What can be made again. The demo's data, mails and files are below var/ and stay.
clean: install
	@$(STACK) stop --test
	rm -rf var/test var/static var/static-stamp .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# After an edit of pyproject.toml. Hashes and no addresses: docs/decisions/0001.
lock: install
	@$(PYTHON_OF_VENV) -m uv pip compile pyproject.toml --group dev --universal --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock
