# Everything is installed into this folder: .venv, .local/emulator, node_modules.
SHELL := /bin/sh
.DEFAULT_GOAL := help
STAGE ?= local
# What the functions run on in the cloud; one machine runs its own kind.
ARCH ?= $(if $(filter local,$(STAGE)),x86_64,arm64)
VENV := .venv/bin
# Layers that only some functions carry: dependency groups of pyproject.toml.
LAYERS := sheets intake images sealing
# Left out, AS is make's own name of the assembler.
TOKEN_USAGE := usage: make token AS=<account>, such as AS=officer-fr; make up prints the accounts
export PYTHONPATH := $(CURDIR):$(CURDIR)/functions:$(CURDIR)/layers/common
UV := $(shell command -v uv 2>/dev/null || echo $(CURDIR)/.local/uv/bin/uv)
export UV

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

up: ready ## install, start the local cloud, deploy the app, seed, print addresses and accounts (PORT=, WEB_PORT=)
	@$(VENV)/python -m local up

down: ready ## stop the local cloud and keep its data
	@$(VENV)/python -m local down

clean: ready ## stop it and remove its data and everything built
	@$(VENV)/python -m local clean

token: ready ## print an access token of an account: make token AS=officer-fr
	@$(if $(filter default undefined,$(origin AS)),echo "$(TOKEN_USAGE)" >&2; exit 2,$(VENV)/python -m local token $(AS))

check: ready codes ## format, lint, types, imports, contract, unit tests
	@tools/check

test: ready build ## everything: check, infrastructure, integration and end-to-end tests with coverage
	@tools/test

bench: ready codes ## what each use case costs, beside a floor and peers (PARTS=, such as "alerts comm")
	@$(VENV)/python -m benchmarks $(PARTS)

build: ready ## the layer and the functions with compiled bytecode (STAGE=, ARCH=)
	@$(VENV)/python -m local.build $(ARCH)

codes: ready
	@$(VENV)/python -c "from local.build import build_code_lists; build_code_lists()"

contract: ready codes ## print docs/openapi.json and docs/access.md from the routes
	@$(VENV)/python -m local.contract

synth: build ## synthesize a stage: make synth STAGE=dev
	@PATH=$(CURDIR)/$(VENV):$$PATH node_modules/.bin/cdk synth --quiet -c stage=$(STAGE)

deploy: build ## deploy a stage to the AWS account of the environment: make deploy STAGE=dev
	@PATH=$(CURDIR)/$(VENV):$$PATH node_modules/.bin/cdk deploy --all -c stage=$(STAGE)

lock: .local/uv.ready ## renew the locked requirements
	@$(UV) pip compile -q pyproject.toml --group dev --group bench $(foreach layer,$(LAYERS),--group $(layer)) --generate-hashes --universal --no-header -p 3.13 -o requirements/dev.txt
	@$(UV) pip compile -q pyproject.toml --generate-hashes --universal --no-header -p 3.13 -o requirements/layer.txt
	@for layer in $(LAYERS); do $(UV) pip compile -q --group $$layer --generate-hashes --universal --no-header -p 3.13 -o requirements/$$layer.txt; done
	@$(UV) pip compile -q --group emulator --generate-hashes --universal --no-header -p 3.13 -o requirements/emulator.txt

ready: .venv/ready .local/emulator/ready node_modules/ready

.local/uv.ready:
	@tools/python
	@mkdir -p .local
	@command -v uv >/dev/null 2>&1 || { "$$(tools/python)" -m venv .local/uv && .local/uv/bin/pip install --quiet uv; }
	@touch $@

.venv/ready: requirements/dev.txt | .local/uv.ready
	@echo "Installing the Python packages …"
	@$(UV) venv --quiet --allow-existing --python "$$(tools/python)" .venv
	@$(UV) pip sync --quiet --python .venv/bin/python --require-hashes requirements/dev.txt
	@touch $@

.local/emulator/ready: requirements/emulator.txt | .local/uv.ready
	@echo "Installing the local cloud …"
	@$(UV) venv --quiet --allow-existing --python "$$(tools/python)" .local/emulator
	@$(UV) pip sync --quiet --python .local/emulator/bin/python --require-hashes requirements/emulator.txt
	@touch $@

node_modules/ready: package-lock.json
	@command -v npm >/dev/null 2>&1 || { echo "Node 20 or newer with npm is needed (22 preferred)." >&2; exit 1; }
	@echo "Installing the CDK's command line …"
	@npm ci --silent --no-audit --no-fund
	@touch $@

.PHONY: help up down clean token check test bench build codes contract synth deploy lock ready
