# Every line also works by hand; README.md has the plain commands.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# All targets share one environment, so they run one after another even with -j.
.NOTPARALLEL:
SHELL := /bin/sh
# Many containers forbid Python to keep what it compiles: each kernel would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
RUN := .venv/bin/python
HTML := _build/html
FORMS := .github/ISSUE_TEMPLATE
# JupyterLab refuses to run as root unless told so.
ROOT_ALLOWED := $(if $(filter 0,$(shell id -u)),--allow-root)
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --no-header --no-annotate \
	--no-emit-package afterllama

# Test files run in parallel, in the order of tests/conftest.py.
SIDE_BY_SIDE := -n 3 --dist loadfile --no-loadscope-reorder

define CHECK_FOLDER
test -w . -a \( ! -e _build -o -w _build \) \
	|| { echo "The book cannot be built here: this folder, or _build in it, cannot be written."; exit 1; }
endef

# Updates the catalogues of an edition, and creates missing ones.
define RENEW
for pot in $$(cd _build/gettext && find . -name "*.pot"); do \
	.venv/bin/pybabel --quiet update --init-missing --omit-header --width=100 -l $(EDITION) \
		-i _build/gettext/$$pot -o book/locale/$(EDITION)/LC_MESSAGES/$${pot%.pot}.po || exit 1; \
done
endef

.PHONY: help
help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

.PHONY: book
book: .venv/book.stamp  ## build the book and say where it is
	@$(CHECK_FOLDER)
	.venv/bin/jupyter-book build .
	@echo "The book is at $(CURDIR)/$(HTML)/index.html"

.PHONY: pdf
pdf: book  ## print the whole book as one PDF; needs a Chromium
	@PYTHONPATH=book:book/_ext $(RUN) -m afterllama_sphinx.print_book

.PHONY: test
test: .venv/test.stamp  ## build the book and run the quick tests, in minutes
	$(RUN) -m pytest $(SIDE_BY_SIDE) -m "not slow"

.PHONY: test-all
test-all: .venv/test.stamp  ## the same with the slow tests, more faults in data, and coverage
	AFTERLLAMA_EXAMPLES=6 $(RUN) -m pytest $(SIDE_BY_SIDE) --cov

.PHONY: lab
lab: .venv/lab.stamp  ## open the chapters in JupyterLab; EDITION=fr: in French, in fr/
	$(if $(EDITION),PYTHONPATH=book:book/_ext $(RUN) -m afterllama_sphinx.languages.notebooks $(EDITION))
	PYTHONPATH="$(CURDIR)/book" JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter" $(RUN) -m jupyterlab --notebook-dir=. \
		--LabApp.default_url=/lab/tree/$(or $(EDITION),book)/start.ipynb \
		--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(ROOT_ALLOWED)

.PHONY: check
check: .venv/book.stamp  ## validate the data, in seconds
	PYTHONPATH=book $(RUN) -m afterllama.check

.PHONY: lint
lint: .venv/test.stamp  ## style, types, and the direction of imports
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	PYTHONPATH=book:book/_ext .venv/bin/lint-imports --no-cache
	.venv/bin/zizmor --quiet --offline --pedantic .github
	$(RUN) -m check_jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(RUN) -m check_jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(RUN) -m check_jsonschema --quiet --builtin-schema vendor.github-issue-config $(FORMS)/config.yml
	$(RUN) -m check_jsonschema --quiet --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard $(FORMS)/*.yml))

.PHONY: format
format: .venv/test.stamp  ## format the code
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

.PHONY: bench
bench: book .venv/test.stamp  ## measure pages, builds and scale; write docs/benchmarks.md
	$(RUN) -m bench $(if $(SHORT),--short)

.PHONY: words
words: .venv/book.stamp  ## collect all text for translators in _build/gettext
	PYTHONPATH=book:book/_ext $(RUN) -m afterllama_sphinx.languages.catalogues
	$(if $(EDITION),$(RENEW))

.PHONY: links
links: book  ## check every outside address; needs a network
	@$(RUN) -m upkeep.links

.PHONY: audit
audit: .venv/test.stamp  ## look up known vulnerabilities of locked packages; needs a network
	@$(RUN) -m upkeep.audit

.PHONY: idle
idle: .venv/book.stamp  ## list the rows about people that nothing needs
	@PYTHONPATH=book $(RUN) -m afterllama.idle

.PHONY: review
review: .venv/book.stamp  ## say when the rows about people are due for review
	@PYTHONPATH=book $(RUN) -m upkeep.review

.PHONY: publishable
publishable: .venv/book.stamp  ## say whether somebody answers for the book
	@PYTHONPATH=book $(RUN) -m upkeep.publishable

.PHONY: restore
restore:  ## put the previous book back (a second time undoes it)
	@test -x $(RUN) || { echo "There is no environment here: make book comes first."; exit 1; }
	@PYTHONPATH=book/_ext $(RUN) -m anybook.building.restore

.PHONY: lock
lock: .venv/test.stamp  ## update all pins after a change in requirements
	.venv/bin/$(COMPILE) --generate-hashes requirements/tools.txt -o requirements/tools.lock
	grep -v '^-c' requirements.txt | .venv/bin/$(COMPILE) - requirements/lab.txt requirements/test.txt -o constraints.txt
	.venv/bin/$(COMPILE) --generate-hashes requirements.txt -o requirements/book.lock
	.venv/bin/$(COMPILE) --generate-hashes requirements.txt requirements/lab.txt -o requirements/lab.lock
	.venv/bin/$(COMPILE) --generate-hashes requirements.txt requirements/lab.txt requirements/test.txt -o requirements/test.lock

.PHONY: clean
clean:  ## remove what the commands above made
	rm -rf _build .venv .venv.old .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Checked every time, which is quick if nothing changed. It depends on the chosen Python.
.PHONY: FORCE
.venv/%.stamp: FORCE
	@command -v "$(PYTHON)" >/dev/null || { echo "$(PYTHON) is not installed: install Python 3.11, 3.12 or 3.13."; exit 1; }
	@"$(PYTHON)" requirements/install.py $* $(if $(filter file,$(origin PYTHON)),,--this-python)
