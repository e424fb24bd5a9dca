# Bonafide. `make help` lists the targets. Only POSIX sh, make, git and Go are assumed; `make setup` installs the rest.

GO      ?= go
BIN     := bin/bonafide
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 10s
ARGS    ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-run build run test test-short race bench bench-postgres fuzz lint verify clean

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what building and testing need (Debian packages, Go modules); quick when all is there
	@sh scripts/setup.sh test

setup-run:
	@sh scripts/setup.sh run

build: ## Build bin/bonafide, static
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/bonafide

run: setup-run build ## Set up, build and start the sandbox (ARGS="--ports auto --dir data")
	@exec $(BIN) sandbox $(ARGS)

test: setup lint ## Set up and run every test
	$(GO) test -timeout 25m ./...

test-short: ## The tests that need no waiting and no PostgreSQL
	BONAFIDE_TEST_POSTGRES=skip $(GO) test -short -timeout 10m ./...

race: setup ## The tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -timeout 40m ./...

bench: build ## Micro benchmarks, then load on a sandbox with SQLite
	$(GO) test -run '^$$' -bench . -benchmem ./travelrule/... ./person/... ./pii/... ./audit/... ./internal/store/...
	sh scripts/bench-nodes.sh

bench-postgres: setup build ## Load on a sandbox with a throw-away PostgreSQL
	sh scripts/bench-nodes.sh postgres

fuzz: ## Every fuzz target for FUZZTIME (10s) each
	@sh scripts/fuzz.sh $(FUZZTIME)

lint: ## gofmt and go vet
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "not formatted (gofmt -w):"; echo "$$out"; exit 1; fi
	$(GO) vet ./...

verify: ## go.mod is tidy
	$(GO) mod tidy -diff

clean: ## Remove what was built
	rm -rf bin .make
