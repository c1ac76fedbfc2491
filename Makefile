# Every command of this checkout. `make demo` and `make test` need nothing but python3, git and make:
# .ci/setup brings the rest, or says in one line what is missing.
PYTHON := .venv/bin/python
RULES := tests/test_layers.py tests/test_rooms.py tests/test_budgets.py tests/test_words.py tests/test_startup.py
NONE_IS_FINE := || { code=$$?; [ -n "$(LIVE)" ] && [ $$code = 5 ]; }
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet

.PHONY: help demo test check dev format golden products encryption upgrading topology proof fuzz attack users balancer picture rules keys share schemas bench fresh precommit lock

help: ## Show these lines
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

demo: ## Bring up a real environment, kill a server, count the sessions (KEEP=1 leaves it running)
	@.ci/setup demo
	@examples/demo.sh

test: dev ## Run all tests, those with real servers included (UNIT=FILES, LIVE=FILES: only some)
	tests/setup/jetty-jars.sh || [ $$? = 3 ]
	tests/setup/jdk8.sh || [ $$? = 3 ]
	$(PYTHON) -m pytest -n 2 --dist loadscope -m "not live and not fresh" $(UNIT)
	$(PYTHON) -m pytest -n auto --dist loadgroup --no-loadscope-reorder -m "live and not alone" $(LIVE) $(NONE_IS_FINE)
	$(PYTHON) -m pytest -m "live and alone" $(LIVE) $(NONE_IS_FINE)

check: dev ## Lint, types, and the rules of the house: layers, rooms, budgets, words, start-up
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest $(RULES)

dev: ## Make .venv with everything a developer needs
	@.ci/setup test

format: dev ## Format the code
	$(PYTHON) -m ruff check --fix-only --quiet
	$(PYTHON) -m ruff format

golden: dev ## Write the expected files of the rooms' cases anew; read the diff before you commit it
	HACTL_GOLDEN=1 $(PYTHON) -m pytest tests/servers tests/balancer
	git diff --stat -- tests

encryption: dev ## Encrypt copies on real servers, and set one of two wrongly (ALL=1: all); writes the tables of docs/encryption.md
	PYTHONPATH=.:tests $(PYTHON) -m measure.encryption $(ALL)

products: dev ## Run and drill the servers whose files changed (ALL=1: all); writes the tables of docs/products.md
	PYTHONPATH=.:tests $(PYTHON) -m measure.products $(ALL)

upgrading: dev ## Roll each version line to the next on real servers (ALL=1: all); writes the table of docs/upgrading.md
	PYTHONPATH=.:tests $(PYTHON) -m measure.upgrading $(ALL)

topology: dev ## Carry out on real servers the changes of topology whose files changed (ALL=1: all); writes docs/topology.md
	PYTHONPATH=.:tests $(PYTHON) -m measure.topology $(ALL)

proof: dev ## Kill and hinder a real run at each call it makes (root; an hour, or SHARE=0.1 of it); writes docs/reliability.md
	PYTHONPATH=.:tests $(PYTHON) -m measure.proof $(SHARE)

fuzz: dev ## Hand damaged files to every reader for TIME seconds in all (with atheris where it is installed)
	PYTHONPATH=.:tests $(PYTHON) -m fuzz $(or $(TIME),600)

attack: dev ## Attack the tool as strangers' files and other users could; writes docs/attack.md (ONLY=WORD: rows with it)
	PYTHONPATH=.:tests $(PYTHON) -m measure.attack $(ONLY)

users: dev ## Ask real servers as browsers do while they die and come back; writes docs/what-users-see.md (SERVER=NAME)
	PYTHONPATH=.:tests $(PYTHON) -m measure.users $(SERVER)

balancer: dev ## Requests a second and CPU of the balancer beside the usual tutorial's; writes docs/balancer.md (SERVER=NAME ROUNDS=15)
	PYTHONPATH=.:tests $(PYTHON) -m measure.balancer $(or $(SERVER),tomcat@7.0.109) $(ROUNDS)

picture: dev ## Draw the house from its imports of today into docs/architecture.svg, an example into docs/graph.svg
	PYTHONPATH=.:tests $(PYTHON) -m measure.picture
	PYTHONPATH=.:tests $(PYTHON) -m measure.graph_page

rules: dev ## Write the page of all problem ids, docs/rules.md, from hactl/rules/catalogue
	PYTHONPATH=.:tests $(PYTHON) -m measure.rules_page

keys: dev ## Write the table of all keys of a spec into docs/spec.md, from hactl/spec/parts/
	PYTHONPATH=.:tests $(PYTHON) -m measure.spec_page

share: dev ## Write share/, the man pages and the shells' completion, from the help's own words
	PYTHONPATH=.:tests $(PYTHON) -m measure.share

schemas: dev ## Write the schemas of all that hactl tells a program, hactl/schemas/, from hactl/views/shapes
	PYTHONPATH=.:tests $(PYTHON) -m measure.schemas

bench: dev ## Measure beside the floor; writes docs/performance.md (ROWS=WORDS ROUNDS=5 SIZE=1000 LAB=1 PEERS=1)
	PYTHONPATH=.:tests $(PYTHON) -m measure.bench $(if $(ROWS),--rows $(ROWS)) $(if $(ROUNDS),--rounds $(ROUNDS)) \
		$(if $(SIZE),--size $(SIZE)) $(if $(LAB),--lab) $(if $(PEERS),--peers)

fresh: ## Run both commands on a bare Debian 12 (root, mmdebstrap; some minutes)
	@.ci/setup fresh
	$(PYTHON) -m pytest -m fresh tests/fresh
	@tests/fresh/run.sh --passed

precommit: dev ## Try the hooks with the real pre-commit, on a clone of what is committed, and the action's way to install
	$(PYTHON) -m pytest -m fresh tests/test_integrations.py
	@tests/fresh/precommit.sh

lock: ## Resolve the locked versions anew (needs uv)
	$(COMPILE) --group build -o requirements.lock
	$(COMPILE) --group build --extra lab -o requirements-lab.lock
	$(COMPILE) --group dev --extra lab -o requirements-dev.lock
