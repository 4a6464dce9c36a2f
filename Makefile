# `make up` starts everything, `make down` stops it, `make test` checks all, `make test-page` the page in a browser.
# What is missing on the machine is installed; what is there is left alone.

.DEFAULT_GOAL := help
PY := PYTHONDONTWRITEBYTECODE= PYTHONPATH=. .venv/bin/python -P
PACKAGES := gis_api layers address tiles cim importers

.PHONY: help up down db migrate check test test-page test-taipei lint types python conformance doctest answers page bench bench-geocode bench-locate bench-events bench-stream bench-tiles format lock tools clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

up: ## install what is missing, start database and service, print the address
	@scripts/up.sh

down: ## stop what `make up` started
	@scripts/down.sh

db: ## psql on the database
	@./onemap db

migrate: ## bring the database to the newest schema
	@./onemap migrate

check: ## check the installation
	@./onemap check

test: lint types python doctest answers page ## all checks but the browser's; needs nothing running, leaves nothing running

tools:
	@scripts/test-tools.sh

lint: tools ## ruff, and the syntax of the scripts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@for script in onemap .ci/run scripts/*.sh; do bash -n $$script || exit 1; done

types: tools ## mypy --strict
	@$(PY) -m mypy

python: tools ## Python tests on a throw-away PostGIS, with notebooks and README examples
	@$(PY) -m pytest -q --ignore=tests/page -p no:benchmark --numprocesses=auto --maxprocesses=4 --dist=loadfile

test-page: tools ## the page in a browser, with the real service behind it; some minutes
	@$(PY) -m pytest -q tests/page

conformance: tools ## the test suites of OGC against the service with a small sample; needs Java 17 and Maven
	@$(PY) -m tests.conformance

doctest: tools ## the examples in docstrings
	@$(PY) -m pytest -q --doctest-modules $(PACKAGES)

page: tools ## the page's own checks and tests
	@scripts/page.sh packages
	@scripts/page.sh npm run --silent lint
	@scripts/page.sh npm run --silent check
	@scripts/page.sh npm test --silent

answers: tools ## the benchmarks at a small scale, for their answers only
	@ONEMAP_BENCH_SCALE=0.05 $(PY) -m pytest -q benchmarks --benchmark-disable

bench: tools ## benchmarks; each checks its answer
	@$(PY) -m pytest -q benchmarks --benchmark-only

bench-geocode: tools ## the geocoder and its peers in one table; ARGS="--dsn ..." for a database of your own
	@scripts/peers.sh
	@$(PY) -m benchmarks.geocoding $(ARGS)

bench-locate: tools ## the locator, geopandas, PostGIS and SedonaDB in one table; ARGS="--dsn ..."
	@scripts/peers.sh
	@$(PY) -m benchmarks.locating $(ARGS)

bench-events: tools ## reports and the desk's list over a million events
	@$(PY) -m benchmarks.events $(ARGS)

bench-stream: tools ## a thousand listeners of the live stream: delay and memory; ARGS="--listeners 2000"
	@$(PY) -m benchmarks.streams $(ARGS)

bench-tiles: tools ## tiles and features beside martin and tipg in one table; ARGS="--quick" or "--new-york FILE"
	@scripts/peers.sh martin
	@$(PY) -m benchmarks.tiles $(ARGS)

test-taipei: tools ## import all of Taipei from the real files and check it; some minutes
	@$(PY) -m pytest -q benchmarks/test_taipei.py --benchmark-only

format: tools ## put Python and the page into shape
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@scripts/page.sh npm run --silent format

lock: ## pin versions anew after a change of requirements/*.in (ARGS=--upgrade for the newest)
	@scripts/lock.sh $(ARGS)

clean: ## remove what was built; the database stays
	rm -rf .venv web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache
