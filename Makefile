# `make help` lists the targets. Everything runs in .venv, which the first target that needs it makes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false

.DEFAULT_GOAL := help
.PHONY: help install demo wheel lint type docs test test-long audit bench train-sample examples index-sample pictures clean

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): pyproject.toml constraints.txt fitscore-model/pyproject.toml fitscore-model/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt ./fitscore-model -e '.[audit,train,mcp,serve,ocr,dev,bench]'
	@touch $(READY)

install: $(READY) ## Make .venv and install fitscore with all that developing it needs

demo: $(READY) ## Match an example résumé with an example posting
	$(BIN)/fitscore match examples/resumes/maria_okafor.pdf examples/postings/program_manager.txt

wheel: $(READY) ## Build the wheels of fitscore and of its model into dist
	rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist .
	$(BIN)/python -m build --wheel --outdir dist fitscore-model

lint: $(READY) ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

type: $(READY) ## Check types
	$(BIN)/mypy

# The pages keep their places, so that the links between them hold in the repository and on the site.
docs: $(READY) ## Make the documentation as a site in build/site
	rm -rf build/pages build/site
	mkdir -p build/pages
	tar cf - --exclude='*.py' *.md */README.md docs | tar xf - -C build/pages
	$(BIN)/zensical build --clean --strict

test: $(READY) ## Run the tests that take minutes at most
	$(BIN)/pytest -n 2 -m 'not long'

test-long: $(READY) ## Run the long tests too
	$(BIN)/pytest -n 2 -m long

audit: $(READY) ## Look for known weaknesses in the versions of constraints.txt
	$(BIN)/pip-audit --disable-pip --no-deps --progress-spinner off -r constraints.txt

bench: $(READY) ## Measure against the script that people write today
	$(BIN)/python -m benchmarks.run

train-sample: $(READY) ## Train a decision and both readers on the labelled examples, to see that it runs
	$(BIN)/python -m fitscore.training --data examples/labelled --out build/sample-decision.json
	$(BIN)/fitscore match examples/resumes/joanna_reyes.pdf examples/postings/registered_nurse.md \
	  --decision build/sample-decision.json --as-of 2026-01-31
	$(BIN)/python -m fitscore.training.reader --data examples/labelled_postings --epochs 2 \
	  --out build/sample-reader.safetensors
	$(BIN)/fitscore parse posting examples/postings/registered_nurse.md --reader build/sample-reader.safetensors
	$(BIN)/python -m fitscore.training.resumes --data examples/labelled_resumes --documents 200 \
	  --out build/sample-resume-reader.safetensors
	$(BIN)/fitscore parse resume examples/resumes/joanna_reyes.pdf --reader build/sample-resume-reader.safetensors

index-sample: $(READY) ## Make the sample index of index/sample from the examples
	rm -rf index/sample
	$(BIN)/fitscore index add --index index/sample --quiet --posting examples/postings/program_manager.txt \
	  examples/resumes/devon_grant.pdf examples/resumes/maria_okafor.pdf examples/resumes/priya_raghunathan.pdf
	rm -r index/sample/cache

examples: $(READY) ## Make the example résumés from their sources
	$(BIN)/python examples/make_resumes.py

pictures: $(READY) ## Make the pictures of docs from the examples, in Chromium
	$(BIN)/python docs/make_pictures.py

clean: ## Remove .venv and what tools leave behind
	rm -rf $(VENV) build dist *.egg-info .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
