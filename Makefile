# Bonafide. `make help` lists the targets. POSIX sh, make, git and Go are assumed; `make setup` installs the rest.

GO       ?= go
BIN      := bin/bonafide
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# VISION=0 leaves out the native worker (bonafide-vision): Go is all that is needed then.
VISION   ?= 1
WORKER   := bin/bonafide-vision
LDFLAGS   = -s -w -X main.version=$(VERSION)
# Of the sandbox, as in: make run ARGS="--ports auto --dir data"
ARGS     ?=
# Of go test, as in: make test TESTFLAGS="-run Enclave -v"
TESTFLAGS ?=
FUZZTIME ?= 10s
# Documents of each kind that make accuracy draws: good ones, and ones with a defect. More flags: go run ./scripts/accuracy -h
ACCURACY_GOOD ?= 10
ACCURACY_BAD  ?= 40
ACCURACYFLAGS ?=
# Packages with micro benchmarks.
BENCHED  := ./travelrule/... ./person/... ./pii/... ./audit/... ./internal/store/...

# nodynamic: HEIC is decoded by the WebAssembly that comes with its module, and never by a library that happens to be installed.
# vision: the packages of the worker that are C or C++ inside.
ifeq ($(VISION),0)
TAGS     := nodynamic
else
TAGS     := nodynamic,vision
endif
GOFLAGS  := $(strip $(GOFLAGS) -tags=$(TAGS))

export GO GOFLAGS VISION

.DEFAULT_GOAL := help
.PHONY: help setup setup-run build build-vision models run test test-short race accuracy bench bench-postgres fuzz lint verify clean
# The order of prerequisites counts: set up first.
.NOTPARALLEL:

help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Install what the tests need (Debian packages, Go modules); quick when all is there
	@sh scripts/setup.sh test
	@[ "$(VISION)" = 0 ] || sh scripts/setup.sh vision

setup-run: ## Install what building and running need (Go modules; for vision also Debian packages and models)
	@sh scripts/setup.sh run
	@[ "$(VISION)" = 0 ] || sh scripts/setup.sh vision

build: ## Build bin/bonafide (one static file) and, unless VISION=0, bin/bonafide-vision
	@CGO_ENABLED=0 $(GO) build -buildvcs=false -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/bonafide
	@[ "$(VISION)" = 0 ] || $(MAKE) --no-print-directory build-vision

build-vision: ## Build bin/bonafide-vision, the native worker
	@sh scripts/setup.sh vision-check
	@CGO_ENABLED=1 $(GO) build -buildvcs=false -trimpath -ldflags '$(LDFLAGS)' -o $(WORKER) ./cmd/bonafide-vision

models: setup-run ## Fetch and convert the face nets (bin/models) and ONNX Runtime (bin/lib); setup does so unless VISION=0
	@sh scripts/models.sh

run: setup-run build ## Set up, build and start the sandbox (ARGS="--ports auto --dir data")
	@exec $(BIN) sandbox $(ARGS)

test: setup lint build ## Set up, check and run every test (TESTFLAGS="-run Enclave")
	@$(GO) run -buildvcs=false ./scripts/gotest -timeout 20m $(TESTFLAGS) ./...

test-short: setup-run ## The tests that need no waiting and no PostgreSQL
	@BONAFIDE_TEST_POSTGRES=skip $(GO) run -buildvcs=false ./scripts/gotest -short -timeout 10m $(TESTFLAGS) ./...

race: setup ## Every test under the race detector (needs a C compiler)
	@command -v $$($(GO) env CC) >/dev/null || { echo "race: no C compiler ($$($(GO) env CC)): apt-get install gcc libc6-dev" >&2; exit 1; }
	@CGO_ENABLED=1 $(GO) run -buildvcs=false ./scripts/gotest -race -timeout 40m $(TESTFLAGS) ./...

accuracy: setup-run build ## Draw specimens, measure on them and write docs/accuracy.md (ACCURACY_GOOD=10 ACCURACY_BAD=40 of each kind)
	@$(GO) run -buildvcs=false ./scripts/accuracy -program $(BIN) -good $(ACCURACY_GOOD) -bad $(ACCURACY_BAD) $(ACCURACYFLAGS)

bench: setup-run build ## Micro benchmarks, then load on a sandbox with SQLite
	BONAFIDE_TEST_POSTGRES=skip $(GO) test -run '^$$' -bench . -benchmem $(TESTFLAGS) $(BENCHED)
	@sh scripts/bench-nodes.sh sqlite

bench-postgres: setup build ## Load on a sandbox with a throw-away PostgreSQL
	@sh scripts/bench-nodes.sh postgres

fuzz: setup-run ## Every fuzz target for FUZZTIME (10s) each
	@sh scripts/fuzz.sh $(FUZZTIME)

lint: ## gofmt, go vet and scripts/check-*.sh
	@sh scripts/lint.sh

verify: ## Generated files and go.mod are up to date
	@sh scripts/verify.sh

clean: ## Remove what was built
	rm -rf bin .make
