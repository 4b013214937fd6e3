# Rejoin: build, run and test. Plain `make` prints the targets.
# Everything runs on Debian with Go and Node; what is missing is installed by
# scripts/setup.sh, nothing is downloaded outside the Go and npm registries.

SHELL         := bash
.SHELLFLAGS   := -euo pipefail -c
.DEFAULT_GOAL := help

# The version is in the binary through the linker, so Go need not ask git.
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
export GOFLAGS += -buildvcs=false

# The modules whose code is ours. tools/ has none: it only pins the linters, so
# that whoever imports Rejoin does not download them. The root comes last, so
# that the output ends with its summary.
MODULES     := $(patsubst %/go.mod,%,$(wildcard cmd/apigen/go.mod e2e/go.mod ./go.mod))
STATICCHECK := go tool -modfile=$(CURDIR)/tools/go.mod staticcheck

# Benchmarks take about a second each; BENCH=short only proves that they run.
BENCH     ?= full
BENCHTIME := $(if $(filter short,$(BENCH)),20x,1s)

# Seconds that all fuzz targets share.
FUZZ_BUDGET ?= 100

# How long the tests of a package may take. A busy machine takes several times as
# long as one at rest, and what hangs is found all the same.
PATIENCE ?= 25m

# The pages that the program embeds, and what they are made of.
PAGES       := web/pages/built/index.html
PAGE_SOURCE := $(shell find web/src web/public web/ccp-v2 web/*.html web/*.js web/*.json -type f)

# The race detector, for all code but SQLite's own: C made into Go, four times as slow
# under it, whose memory is not of Go's heap and so nothing that the detector watches.
RACE := -race -gcflags=modernc.org/sqlite/lib=-race=false

# How often soak repeats the tests.
SOAK ?= 10

.PHONY: help
help: ## Print the targets
	@sed -nE 's/^([a-z0-9-]+):[^#]*## (.*)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

.PHONY: build
build: $(PAGES) ## Build bin/rejoin, one static binary, with its pages where Node is installed
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/rejoin ./cmd/rejoin

$(PAGES): $(PAGE_SOURCE)
	@scripts/pages.sh

.PHONY: run
run: build ## Serve the embedded default on 127.0.0.1:8080, data in ./data
	bin/rejoin serve

# The main test run comes last, so that its own summary ends the output.
.PHONY: test
test: setup build lint ## Set up, then lint, fuzz and bench briefly, then run every test
	$(MAKE) --no-print-directory fuzz
	$(MAKE) --no-print-directory bench BENCH=short
	$(MAKE) --no-print-directory unit

# The tests of the pages come first, so that the summary at the end is Go's.
.PHONY: unit
unit: $(PAGES) ## Run the tests of the pages and the Go tests of every module: race detector, random order; e2e in both modes
	@scripts/npm-ci.sh web
	@status=0; (cd web && npm test --silent) || status=1; \
	for module in $(MODULES); do \
	  (cd $$module && go test $(RACE) -shuffle=on -timeout $(PATIENCE) ./...) || status=1; \
	  if [[ $$module == e2e ]]; then \
	    (cd e2e && REJOIN_MODE=scaled go test $(RACE) -shuffle=on -timeout $(PATIENCE) .) || status=1; \
	  fi; \
	done; exit $$status

.PHONY: lint
lint: ## Check format, vet and staticcheck, and the types of the pages
	@unformatted=$$(gofmt -l $$(scripts/gofiles.sh)); \
	if [[ -n $$unformatted ]]; then echo "gofmt -w these:"; echo "$$unformatted"; exit 1; fi
	@scripts/npm-ci.sh web && cd web && echo "lint web" && npm run --silent check
	@for module in $(MODULES); do \
	  (cd $$module && echo "lint $$module" && go mod tidy -diff && go vet ./... && $(STATICCHECK) ./...); \
	done

.PHONY: generate
generate: ## Write internal/api from the published API model, and docs/compatibility.md
	cd cmd/apigen && go run .
	cd e2e && go run ./compat/write

.PHONY: bench
bench: build ## Measure: micro-benchmarks, then the server beside a bare relay (BENCH=short: prove that they run)
	@for module in $(MODULES); do \
	  (cd $$module && scripts=$(CURDIR)/scripts && \
	   packages=$$($$scripts/packages-with.sh Benchmark) && \
	   if [[ -n $$packages ]]; then go test -run '^$$' -bench . -benchtime $(BENCHTIME) -benchmem $$packages; fi); \
	done
	go run ./cmd/rejoin-bench -rejoin bin/rejoin -size $(BENCH)

.PHONY: fuzz
fuzz: ## Run every fuzz target, all within FUZZ_BUDGET seconds of fuzzing
	@for module in $(MODULES); do \
	  (cd $$module && $(CURDIR)/scripts/fuzz.sh $(FUZZ_BUDGET)); \
	done

.PHONY: soak
soak: setup ## Run the root module's tests, the pages over a slow network and the failures of a cluster SOAK times over, to find what fails rarely
	REJOIN_SOAK=$(SOAK) go test $(RACE) -shuffle=on -count=$(SOAK) -timeout 60m ./...
	cd e2e && REJOIN_MODE=scaled REJOIN_LAG=800ms go test $(RACE) -shuffle=on -count=$(SOAK) -run 'Page' -timeout 60m .
	cd e2e && REJOIN_MODE=scaled REJOIN_SOAK=$(SOAK) go test $(RACE) -v -run '^Test(Cluster|RoutingSurvives)' -timeout 60m .

.PHONY: setup
setup: ## Install what the tests need and this machine lacks
	@scripts/setup.sh

.PHONY: clean
clean: ## Remove what was built and installed, but no data
	rm -rf bin build e2e/node/node_modules web/node_modules web/build web/pages/built
