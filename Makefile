# lintel is built, tested and measured from here. From a bare Debian 12 (make and gcc), `make demo`
# and `make test` install what they need first.
#
#   make            the program: build/lintel
#   make demo       checks the example schema, then a broken copy of it
#   make test       every test, under AddressSanitizer and UBSan; last line: N passed, N failed
#   make lint       format, clang-tidy, direction of includes, rules and their fixtures
#   make bench      speed and memory, as ratios to libpg_query and libfyaml alone
#   make fuzz       libFuzzer over every reader of foreign bytes, FUZZ_SECONDS each (60)
#   make accept     rewrites the golden files and the README's output from what the program prints;
#                   the diff is the review
#   make oracle DIR=path   compares the model of any folder with a scratch PostgreSQL
#   make oracle-queries DIR=path   compares what it says of named queries with Parse and Describe
#   make truth DIR=path    tries on a scratch PostgreSQL whether access verdicts are true
#   make oracle-types  compares what operators and calls mean with PostgreSQL, over all types
#   make install    PREFIX=/usr/local, DESTDIR honoured
#   make deps       Debian packages, as root or through sudo
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

VERSION := 0.1.0
PREFIX  ?= /usr/local
CC      ?= cc
# What the program links with, and what only tests, lint, fuzzing and measuring need.
PACKAGES       := gcc libc6-dev make pkg-config libpg-query-dev libprotobuf-c-dev libfyaml-dev \
                  libmicrohttpd-dev libuv1-dev libpq-dev libssl-dev libpcre2-dev postgresql-15 curl
PACKAGES_TESTS := libcmocka-dev python3 python3-jsonschema python3-yaml postgresql-client-15 wrk nginx-light openssl
PACKAGES_TOOLS := clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14

# One tree of objects for each way of building: MODE is release, test or fuzz.
MODE ?= release
WARNINGS := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Wno-missing-field-initializers
CFLAGS_release := -O2 -g
CFLAGS_test    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_fuzz    := $(CFLAGS_test) -fsanitize=fuzzer-no-link
ifeq ($(MODE),release)
BUILD := build
else
BUILD := build/$(MODE)
endif
ifeq ($(MODE),fuzz)
CC := clang-14
endif
CPPFLAGS += -Isrc -I$(BUILD) -D_GNU_SOURCE -DLINTEL_VERSION='"$(VERSION)"'
MODULES    := libfyaml libprotobuf-c libmicrohttpd libuv libpq libcrypto libpcre2-8
ALL_CFLAGS := -std=gnu17 $(CFLAGS_$(MODE)) $(WARNINGS) -MMD -MP $(shell pkg-config --cflags $(MODULES) 2>/dev/null) $(CFLAGS)
LIBRARIES  := -lpg_query $(shell pkg-config --libs $(MODULES) 2>/dev/null) -lpthread -lm

SOURCES   := $(sort $(shell find src -name '*.c'))
RULES     := $(sort $(wildcard src/check/rules/*/*.c))
EMBEDDED  := $(sort $(wildcard platforms/*.sql src/postgres/*.sql platforms/names/*.txt platforms/catalog/*.txt profiles/*.yaml))
OBJECTS   := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/rules.o $(BUILD)/embedded.o
LIBRARY   := $(BUILD)/liblintel.a

.PHONY: all
all: $(BUILD)/lintel

$(BUILD)/lintel: $(BUILD)/src/main.o $(LIBRARY)
	@echo "  LD $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(LIBRARY) $(LIBRARIES)

$(LIBRARY): $(filter-out $(BUILD)/src/main.o,$(OBJECTS))
	@rm -f $@
	@echo "  AR $@"
	@$(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

# The list of rules is the list of files. A rule whose RULE(...) differs from its path does not link.
$(BUILD)/rules.c: Makefile $(RULES) | $(BUILD)/.made
	@{ echo '#include "check/rule.h"'; echo '#include "check/rules.h"'; \
	  for file in $(RULES); do \
	    id=$${file#src/check/rules/}; id=$${id%.c}; \
	    echo "extern const struct rule rule_$$(echo $$id | tr / _);"; done; \
	  echo 'const struct rule_entry rules_all[] = {'; \
	  for file in $(RULES); do \
	    id=$${file#src/check/rules/}; id=$${id%.c}; \
	    echo "    {\"$$(echo $$id | tr _ -)\", &rule_$$(echo $$id | tr / _)},"; done; \
	  echo '};'; echo 'const unsigned rules_count = $(words $(RULES));'; } > $@

# Platforms and profiles become part of the program (base/embedded.h).
$(BUILD)/embedded.c: Makefile $(EMBEDDED) | $(BUILD)/.made
	@{ printf '%s\n' '#include "base/embedded.h"'; n=0; \
	  for file in $(EMBEDDED); do n=$$((n + 1)); \
	    printf '%s\n' "__asm__(\".section .rodata\\nembedded_$$n: .incbin \\\"$$file\\\"\\nembedded_end_$$n: .byte 0\\n.text\\n\");"; \
	    printf '%s\n' "extern const char embedded_$$n[], embedded_end_$$n[];"; done; \
	  printf '%s\n' 'static struct embedded all[$(words $(EMBEDDED)) + 1];'; \
	  printf '%s\n' '__attribute__((constructor)) static void fill(void)'; printf '%s\n' '{'; n=0; \
	  for file in $(EMBEDDED); do n=$$((n + 1)); \
	    printf '%s\n' "    all[$$n - 1] = (struct embedded){\"$$file\", embedded_$$n, (size_t)(embedded_end_$$n - embedded_$$n)};"; done; \
	  printf '%s\n' '}' 'const struct embedded *embedded_all(size_t *count)' '{'; \
	  printf '%s\n' '    *count = $(words $(EMBEDDED));' '    return all;' '}'; } > $@

$(BUILD)/%.o: $(BUILD)/%.c
	@echo "  CC $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/.made:
	@mkdir -p $(@D) && touch $@

# ---- tests -------------------------------------------------------------------------------------

UNITS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(sort $(wildcard tests/unit/*.c)))

$(BUILD)/unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -o $@ $< $(LIBRARY) -lcmocka $(LIBRARIES)

.PHONY: test units accept oracle oracle-queries truth demo lint bench fuzz install deps deps-tests deps-tools clean

# Programs that tests in Python drive.
DRIVERS := $(patsubst tests/lib/%.c,$(BUILD)/%,$(sort $(wildcard tests/lib/*.c)))
$(DRIVERS): $(BUILD)/%: tests/lib/%.c $(LIBRARY)
	@echo "  LD $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -o $@ $< $(LIBRARY) $(LIBRARIES)

units: $(UNITS) $(DRIVERS)

# What resolution answers, line by line: for tests/oracle-types, whose long run asks for every pair of
# types (one question in SHARE).
SHARE ?= 1
.PHONY: oracle-types
oracle-types: deps-tests
	@$(MAKE) --no-print-directory $(BUILD)/resolve
	@python3 tests/oracle-types --driver $(BUILD)/resolve --all --share $(SHARE)

test: deps-tests
	@$(MAKE) --no-print-directory MODE=test all units
	@python3 tests/all --build build/test

accept: deps-tests
	@$(MAKE) --no-print-directory MODE=test all
	@python3 tests/run --lintel build/test/lintel --accept
	@python3 tests/documents --lintel build/test/lintel --write
	@python3 tests/readme --lintel build/test/lintel --write

oracle: deps-tests
	@test -n "$(DIR)" || { echo "say which folder: make oracle DIR=path"; exit 2; }
	@$(MAKE) --no-print-directory all
	@python3 tests/oracle --lintel build/lintel --list $(DIR)

oracle-queries: deps-tests
	@test -n "$(DIR)" || { echo "say which folder: make oracle-queries DIR=path"; exit 2; }
	@$(MAKE) --no-print-directory all
	@python3 tests/oracle_queries --lintel build/lintel --list $(DIR)

truth: deps-tests
	@test -n "$(DIR)" || { echo "say which folder: make truth DIR=path"; exit 2; }
	@$(MAKE) --no-print-directory all
	@python3 tests/truth --lintel build/lintel --list $(DIR)

demo: deps
	@$(MAKE) --no-print-directory all
	@sh examples/demo

lint: deps-tools
	@sh tests/lint

bench: deps-tests
	@$(MAKE) --no-print-directory all build/bench/baseline build/bench/baseline_yaml
	@python3 bench/run --lintel build/lintel --baselines build/bench

build/bench/%: bench/%.c
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) -std=gnu17 -O2 -g -Wall -Wextra -Werror -o $@ $< $(LIBRARIES)

FUZZ_SECONDS ?= 60
FUZZ_POLICIES ?= 20000
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/fuzz_%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
.PHONY: fuzzers
fuzzers: $(FUZZERS)
$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(LIBRARY)
	@echo "  LD $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -fsanitize=fuzzer -o $@ $< $(LIBRARY) $(LIBRARIES)

fuzz: deps-tools
	@$(MAKE) --no-print-directory MODE=fuzz fuzzers
	@sh tests/fuzz/run $(FUZZ_SECONDS)
	@$(MAKE) --no-print-directory all
	@python3 tests/access_fuzz --lintel build/lintel --policies $(FUZZ_POLICIES)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 build/lintel $(DESTDIR)$(PREFIX)/bin/lintel

clean:
	rm -rf build

# ---- what the machine needs ----------------------------------------------------------------------

INSTALL = @sh tests/lib/install-packages
deps:
	$(INSTALL) $(PACKAGES)
deps-tests:
	$(INSTALL) $(PACKAGES) $(PACKAGES_TESTS)
deps-tools:
	$(INSTALL) $(PACKAGES) $(PACKAGES_TESTS) $(PACKAGES_TOOLS)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
