# make book · make lab · make check · make lint · make quick · make test · make firefox · make formats · make zip · make lite · make clean
# Each makes .venv when there is none.
PYTHON ?= python3
BIN := .venv/bin
BUILD := $(BIN)/jupyter-book build . -W -n --keep-going

.PHONY: book lint quick test release version lab zip formats lite links wheel check floor bench clean lock stale-venv firefox

book: .venv/book
	$(BUILD)
	@echo "The book is in _build/html/index.html"

# Style, form, the rooms of the package, types.
lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

# The tests that need no book and no browser.
quick: .venv/test
	$(BIN)/python -m pytest --quick -n 2 --dist worksteal

# Everything. The book that `make book` executed is not executed again; tests run two by two (see tests/conftest.py).
test: lint
	@$(BIN)/python tests/programs.py
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

# The pages once more, in the machine's own Firefox: no package carries one, so that `make test` does without.
firefox: .venv/test
	@$(BIN)/python tests/programs.py firefox
	$(BIN)/python -m pytest --firefox -n 2 --dist worksteal tests/test_firefox.py

# A new version's number, day, ids and table of changed rows: make version V=1.1.0. See RELEASING.md.
version: .venv/book
	@last=$$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null) \
	|| { echo "No tag of an earlier version is here, so that nothing tells what changed since; \`git fetch --tags\` may bring it."; exit 1; }; \
	old=$$(mktemp -d) && trap 'rm -rf "$$old"' EXIT && git archive "$$last" data >"$$old/data.tar" \
	&& tar xf "$$old/data.tar" -C "$$old" && $(BIN)/python -m august1956 prepare "$(V)" "$$old/data"

# Everything that a release hands out, in dist/, and whether it may be published.
release:
	@rm -rf dist
	@$(MAKE) --no-print-directory zip wheel formats
	@cp -R _build/formats/. dist/
	@$(BIN)/python tests/addresses.py
	@$(BIN)/python -m august1956 release "$(TAG)" dist

lab: .venv/book
	JUPYTER_CONFIG_PATH="$$PWD/.binder" $(BIN)/jupyter lab chapters

# The book as one file, to keep and to hand on.
zip: book
	@$(BIN)/python -m august1956.book.downloads zip _build/html dist/august1956.zip

# EPUB, PDF, TEI, the data in one file, citations and files for machines, into _build/formats; then the pages offer them.
# Chromium prints the PDF: as for `make test`, the machine's own, or a package.
formats: book .venv/test
	@$(BIN)/python tests/programs.py chromium faces
	@PATH="$$PWD/$(BIN):$$PATH" $(BIN)/python -m august1956.book.formats; failed=$$?; $(BUILD) && exit $$failed

# Whether the addresses outside the book still answer; the workflow asks once a week.
links: .venv/book
	$(BIN)/jupyter-book build . --builder linkcheck

# The chapters in the reader's browser, beside the book. PYODIDE=folder puts a full Pyodide distribution into it.
lite: book .venv/lite/ready
	$(BIN)/python -m august1956.book.downloads.lite _build/html .venv/lite/bin/jupyter-lite $(if $(PYODIDE),--pyodide $(PYODIDE))
	$(BUILD)

# The package with its tables as one file.
wheel: .venv/book
	@$(BIN)/python -m august1956.book.downloads wheel dist

check: .venv/book
	@$(BIN)/python -m august1956 check

# The package on the oldest versions that it allows, as a reader's Colab may have them: its tests, and two chapters with the wheel alone.
FLOOR_PYTHON := .venv/floor/bin/python
floor: .venv/floor/ready
	@away=$$(mktemp -d) && trap 'rm -rf "$$away"' EXIT && $(BIN)/python -m august1956.book.downloads wheel "$$away" >/dev/null \
	&& $(FLOOR_PYTHON) -m pip install --quiet --no-deps --force-reinstall "$$away"/*.whl && $(FLOOR_PYTHON) -m pip check \
	&& $(BIN)/jupytext --quiet --to ipynb --output "$$away/turnover.ipynb" chapters/article/04-who-was-left.md \
	&& $(BIN)/jupytext --quiet --to ipynb --output "$$away/codebook.ipynb" chapters/reference/data.md \
	&& (cd "$$away" && "$$OLDPWD/.venv/floor/bin/jupyter-execute" turnover.ipynb codebook.ipynb)
	$(FLOOR_PYTHON) -m pytest -W error::FutureWarning tests/test_dates.py tests/test_data.py tests/test_charts.py tests/test_figure.py \
	  --deselect tests/test_charts.py::test_every_source_has_the_label_that_the_book_gives_it   # it reads the book's bibliography

# How long builds, charts and more rows take; writes benchmarks/results.md. Some ten minutes, on a machine with nothing else to do.
bench: .venv/test
	@$(BIN)/python benchmarks/benchmark.py

clean:
	rm -rf _build

# An environment that was moved or copied, or whose Python is gone, does not know this folder: it is made anew.
KNOWS_THIS_FOLDER := import os; from importlib.util import find_spec as find; \
  assert os.path.samefile(os.path.dirname(find("august1956").origin), "august1956")
STALE_VENV := $(shell test ! -e .venv/book || $(BIN)/python -Ic '$(KNOWS_THIS_FOLDER)' 2>/dev/null || echo stale-venv)

stale-venv:
	@echo "The environment in .venv belongs to another folder or to a Python that is gone; it is made anew."
	@rm -rf .venv

.venv/book: pyproject.toml locks/run.txt $(STALE_VENV)
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. This book needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This book needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null 2>&1 \
	  || { echo "The environment in .venv has no pip, and its Python cannot give it one. Remove the folder .venv (on Debian and Ubuntu: sudo apt-get install python3-venv) and try again."; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r locks/run.txt \
	  || { echo "The packages could not be installed. The first run needs the network; see the lines above."; exit 1; }
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/test: .venv/book locks/test.txt
	@$(BIN)/python -m pip install --quiet --require-hashes -r locks/test.txt \
	  || { echo "The tests' packages could not be installed. The first run needs the network; see the lines above."; exit 1; }
	@touch $@

.venv/floor/ready: locks/floor.txt .venv/book
	@test -x $(FLOOR_PYTHON) || $(PYTHON) -m venv .venv/floor
	@$(FLOOR_PYTHON) -m pip install --quiet --require-hashes -r locks/floor.txt \
	  || { echo "The oldest versions could not be installed. The first run needs the network; see the lines above."; exit 1; }
	@touch $@

.venv/lite/ready: locks/lite.txt .venv/book
	@test -x .venv/lite/bin/python || $(PYTHON) -m venv .venv/lite
	@.venv/lite/bin/python -m pip install --quiet --require-hashes -r locks/lite.txt \
	  || { echo "JupyterLite could not be installed. The first run needs the network; see the lines above."; exit 1; }
	@touch $@

# For maintainers: freshen the locks within the ranges of requirements*.txt (needs uv).
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -q --upgrade
lock:
	$(LOCK) requirements.txt -o locks/run.txt
	$(LOCK) requirements-test.txt -c locks/run.txt -o locks/test.txt
	$(LOCK) requirements-lite.txt -o locks/lite.txt
	$(LOCK) requirements-tools.txt -o locks/tools.txt
	$(LOCK) requirements-floor.txt pyproject.toml -o locks/floor.txt
