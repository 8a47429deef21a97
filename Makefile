# budgetpress: official tables as PDF and workbooks. `make help` lists what there is.
CC ?= gcc
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Wpedantic
WERROR ?=
# Any Python that has the modules that `make deps` installs for Debian's.
export PYTHON ?= /usr/bin/python3
PYTEST = BUDGETPRESS=$(CURDIR)/$(1)/budgetpress $(PYTHON) -B -m pytest -q -p no:cacheprovider
# As Debian builds its packages; SECURITY.md says what for. Fortified functions need optimization.
HARDENING ?= -fstack-protector-strong -fstack-clash-protection $(if $(findstring -O0,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
HARDENING_LINK ?= -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack

VERSION := $(shell sed -n 's/.*BP_VERSION "\(.*\)"/\1/p' include/budgetpress/version.h)
SONAME := libbudgetpress.so.$(firstword $(subst ., ,$(VERSION)))
PACKAGES = freetype2 harfbuzz harfbuzz-subset libcjson xlsxwriter libdeflate libunibreak nettle libutf8proc expat libzip
PKG_CONFIG ?= pkg-config
# For what runs while budgetpress is built. Cross builds: CC=aarch64-linux-gnu-gcc PKG_CONFIG=aarch64-linux-gnu-pkg-config
# HOSTCC=gcc HOST_PKG_CONFIG=pkg-config.
HOSTCC ?= $(CC)
HOST_PKG_CONFIG ?= $(PKG_CONFIG)

# What has to be there, and the Debian package that brings it.
BROUGHT_BY = freetype2:libfreetype-dev harfbuzz:libharfbuzz-dev harfbuzz-subset:libharfbuzz-dev libcjson:libcjson-dev \
	xlsxwriter:libxlsxwriter-dev libdeflate:libdeflate-dev libunibreak:libunibreak-dev \
	nettle:nettle-dev libutf8proc:libutf8proc-dev expat:libexpat1-dev libzip:libzip-dev \
	poppler-glib:libpoppler-glib-dev libqpdf:libqpdf-dev

SOURCES := $(wildcard src/*/*.c src/format/*/*.c)
LIBRARY := $(filter-out src/cli/% src/sandbox/%,$(SOURCES))
OBJECTS := $(LIBRARY:%.c=$(BUILD)/%.o)
SANDBOX := $(patsubst %.c,$(BUILD)/%.o,$(filter-out src/sandbox/policy.c,$(filter src/sandbox/%,$(SOURCES))))
CLI := $(patsubst %.c,$(BUILD)/%.o,$(filter src/cli/%,$(SOURCES))) $(SANDBOX)
READ_PDF := $(patsubst %.c,$(BUILD)/%.o,$(wildcard libexec/*.c)) $(SANDBOX)
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/%,$(wildcard tests/unit/*.c))

ifeq ($(filter help batch-faults clean format dist demo deps test quick release-check lint asan conformance valgrind fuzz fuzz-coverage fuzz-distill afl faults check-deps bench bench-full count count-update,$(or $(MAKECMDGOALS),all)),)
FLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -lhpdf -lpthread -lm
endif
COMPILE = $(CC) -std=c11 -D_GNU_SOURCE -DBP_DATADIR='"$(PREFIX)/share/budgetpress"' \
	-DBP_LIBEXECDIR='"$(PREFIX)/libexec/budgetpress"' -Iinclude -Isrc -I$(BUILD) $(FLAGS) $(CPPFLAGS) \
	$(WARNINGS) $(WERROR) $(CFLAGS) $(HARDENING) -fPIC -fvisibility=hidden -MMD -MP

MAKEFLAGS += --no-print-directory
# One short line for each step; V=1 shows the commands.
say = @$(if $(V),:,printf '  %-6s%s\n')
Q = $(if $(V),,@)
# The processors there are, unless the caller has decided.
PARALLEL = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all help po demo deps test quick unit asan release-check batch-faults valgrind lint format install uninstall dist clean check-deps
.DELETE_ON_ERROR:

all: check-deps $(BUILD)/budgetpress $(BUILD)/budgetpress-read-pdf $(BUILD)/libbudgetpress.a $(BUILD)/$(SONAME)

help:
	@echo "make            build the command and the library, installing nothing"
	@echo "make demo       install what is missing, build, render the example to out/"
	@echo "make deps       install what builds and tests need"
	@echo "make test       the same, build, run all tests"
	@echo "make quick      build, run what takes less than a minute: at each change; installs nothing"
	@echo "make release-check  all there is to check, at full numbers: hours; .ci/run takes samples of it"
	@echo "make asan       the unit tests and the command's tests under the sanitizers"
	@echo "make conformance  PDFs against PDF/A-2a, PDF/A-2b and PDF/UA-1 by veraPDF, and SARIF logs by its schema; both fetched"
	@echo "make fuzz       every fuzz target for T=60 seconds, under the sanitizers; make afl: the same with AFL++"
	@echo "make fuzz-coverage  which lines of src/ the inputs of the fuzz targets reach; make fuzz-distill: keeps in the tree what was found"
	@echo "make faults     every call that can fail, failed in turn, over rendering, import and verifying; SAMPLE=40: some of them"
	@echo "make valgrind   the demo under valgrind"
	@echo "make batch-faults  kills a batch of 2,000 jobs 200 times, fills its disk, and compares every byte; SEED=1 JOBS=2000 KILLS=200"
	@echo "make po         bring the texts of the sources into po/zh_CN.po"
	@echo "make bench      CPU, memory and bytes of tables by size, beside what the libraries need; SIZES='10 1000 200x10'"
	@echo "make bench-full the same up to 100,000 projects and 10,000 documents"
	@echo "make count      instructions of the demo's rendering, held against bench/demo.count; make count-update"
	@echo "make lint       gcc and clang with every warning an error, cppcheck, shellcheck, translations"
	@echo "make install    PREFIX=$(PREFIX) DESTDIR=$(DESTDIR); make uninstall"
	@echo "make dist       an archive of what is committed"
	@echo "make schema     write schema/model.schema.json anew"
	@echo "make format     lay out the sources by .clang-format"
	@echo "make clean"
	@echo "V=1 shows the commands of a build"

# Says which packages are missing instead of leaving it to the compiler.
check-deps:
	@missing=; command -v $(PKG_CONFIG) >/dev/null || missing=pkg-config; \
	for pair in $(BROUGHT_BY); do \
		$(PKG_CONFIG) --exists $${pair%%:*} 2>/dev/null || missing="$$missing $${pair#*:}"; \
	done; \
	$(HOST_PKG_CONFIG) --exists libseccomp 2>/dev/null || missing="$$missing libseccomp-dev"; \
	command -v msgfmt >/dev/null || missing="$$missing gettext"; \
	echo '#include <hpdf.h>' | $(CC) -E -x c - >/dev/null 2>&1 || missing="$$missing libhpdf-dev"; \
	if [ -n "$$missing" ]; then \
		echo "Missing Debian packages: $$(printf '%s\n' $$missing | sort -u | tr '\n' ' ')" >&2; \
		echo "Install them with: scripts/install-deps.sh build" >&2; exit 1; \
	fi

$(BUILD)/%.o: %.c | check-deps
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(COMPILE) -c -o $@ $<

# Translations are built in: msgfmt's table, as the numbers of a C array.
$(BUILD)/po/%.inc: po/%.po | check-deps
	@mkdir -p $(@D)
	$(say) MSGFMT $<
	$(Q)msgfmt --check --no-hash --endianness=little -o $(BUILD)/po/$*.mo $<
	$(Q)od -An -v -tu1 $(BUILD)/po/$*.mo | sed 's/  */,/g; s/^,//; s/$$/,/' > $@

$(BUILD)/src/diag/translate.o: $(BUILD)/po/zh_CN.inc

# Filters of system calls are built in, too, for the architecture that CC compiles for.
ARCHITECTURE = $(firstword $(subst -, ,$(patsubst arm%,arm,$(shell $(CC) -dumpmachine))))
$(BUILD)/policy: src/sandbox/policy.c src/sandbox/sandbox.h | check-deps
	@mkdir -p $(@D)
	$(say) HOST $<
	$(Q)$(HOSTCC) -std=c11 -D_GNU_SOURCE -Isrc $(WARNINGS) $(WERROR) -O1 -g $(shell $(HOST_PKG_CONFIG) --cflags libseccomp) -o $@ $< \
		$(shell $(HOST_PKG_CONFIG) --libs libseccomp)

$(BUILD)/sandbox/%.inc: $(BUILD)/policy
	@mkdir -p $(@D)
	$(say) BPF $*
	$(Q)$(BUILD)/policy $(ARCHITECTURE) $* > $@

$(BUILD)/src/sandbox/calls.o: $(patsubst %,$(BUILD)/sandbox/%.inc,command starter reader)

# Brings the texts of the sources into the translations: new and changed ones are empty there.
MARKED = $(sort $(SOURCES) $(wildcard src/*/*.h))
$(BUILD)/po/budgetpress.pot: $(MARKED) | check-deps
	@mkdir -p $(@D)
	$(say) POT $@
	$(Q)xgettext --language=C --from-code=UTF-8 --add-location=file --keyword=BP_ENTRY:6 --keyword=BP_TEXT --keyword=CLI_TEXT:2 \
		--keyword=bp_translate:2 --keyword=bp_diag_text:2 --keyword=bad_form:2 --keyword=bad_declaration:2 --flag=CLI_TEXT:2:pass-c-format --flag=bp_translate:2:pass-c-format --flag=cli_usage:2:c-format \
		--flag=printf:1:c-format --flag=bp_buf_printf:2:c-format --flag=fprintf:2:c-format --package-name=budgetpress -o - $(MARKED) \
		| sed '/^"POT-Creation-Date:/d' > $@

# The JSON Schema that ships is what the program makes of the table by which it reads.
.PHONY: schema
schema: all
	$(BUILD)/budgetpress schema > $(BUILD)/model.schema.json
	mv $(BUILD)/model.schema.json schema/model.schema.json

po: $(BUILD)/po/budgetpress.pot
	msgmerge -q --update --backup=none --no-fuzzy-matching --add-location=file po/zh_CN.po $<
	msgattrib --no-obsolete --add-location=file -o po/zh_CN.po po/zh_CN.po
	msgfmt --check --statistics -o /dev/null po/zh_CN.po

$(BUILD)/libbudgetpress.a: $(OBJECTS)
	$(say) AR $@
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/$(SONAME): $(OBJECTS) budgetpress.map
	$(say) LD $@
	$(Q)$(CC) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=budgetpress.map $(CFLAGS) $(HARDENING_LINK) $(LDFLAGS) -o $@ $(OBJECTS) $(LIBS)
	$(Q)ln -sf $(SONAME) $(BUILD)/libbudgetpress.so

$(BUILD)/budgetpress: $(CLI) $(BUILD)/libbudgetpress.a
	$(say) LD $@
	$(Q)$(CC) $(CFLAGS) -pie $(HARDENING_LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

# A program of its own: poppler stays out of the command, and what a hostile PDF may do out of its process.
READ_PDF_PACKAGES = poppler-glib cairo libqpdf
$(BUILD)/libexec/%.o: libexec/%.c | check-deps
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -Isrc $(CPPFLAGS) $(WARNINGS) $(WERROR) $(CFLAGS) $(HARDENING) -fPIE -MMD -MP \
		$(shell $(PKG_CONFIG) --cflags $(READ_PDF_PACKAGES) | sed 's/-I/-isystem /g') -c -o $@ $<

$(BUILD)/budgetpress-read-pdf: $(READ_PDF)
	$(say) LD $@
	$(Q)$(CC) $(CFLAGS) -pie $(HARDENING_LINK) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs $(READ_PDF_PACKAGES)) -lm

$(BUILD)/test_sandbox: $(SANDBOX)
$(BUILD)/test_%: tests/unit/test_%.c $(BUILD)/libbudgetpress.a
	$(say) CC $<
	$(Q)$(COMPILE) -DTESTS_DIR='"$(CURDIR)/tests"' -o $@ $< $(if $(filter sandbox,$*),$(SANDBOX)) $(BUILD)/libbudgetpress.a $(LDFLAGS) \
		$(LIBS) -lcmocka

unit: $(UNIT) replay
	@for test in $(UNIT); do $$test 2>&1 || exit 1; done

include fuzz/fuzz.mk
include tests/faults/faults.mk

demo:
	scripts/install-deps.sh build fonts
	$(MAKE) $(PARALLEL) all
	@mkdir -p out
	$(BUILD)/budgetpress render examples/guangzhou-internet-court-2024.json -o out/guangzhou-internet-court-2024.pdf \
		-o out/guangzhou-internet-court-2024.xlsx
	@echo "$(CURDIR)/out/guangzhou-internet-court-2024.pdf"
	@echo "$(CURDIR)/out/guangzhou-internet-court-2024.xlsx"

deps:
	scripts/install-deps.sh build fonts test
	scripts/fetch-node-tools.sh build/node
	scripts/fetch-python-tools.sh build/python

test: deps
	$(MAKE) $(PARALLEL) all unit
	$(call PYTEST,$(BUILD)) tests

# What takes no second each, and starts no LibreOffice and no cluster; on all processors where pytest-xdist is there.
quick:
	$(MAKE) $(PARALLEL) all unit
	$(call PYTEST,$(BUILD)) $(if $(shell $(PYTHON) -c 'import xdist' 2>&1),,-n $(shell nproc) --dist loadfile) -m 'not slow and not office and not cluster' tests

SANITIZE = -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all -fno-omit-frame-pointer
asan:
	scripts/install-deps.sh build fonts test
	$(MAKE) $(PARALLEL) BUILD=build-asan HARDENING= CFLAGS="-O1 -g $(SANITIZE)" build-asan/budgetpress build-asan/budgetpress-read-pdf unit
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
		$(call PYTEST,build-asan) tests

# Before a release: all at full numbers; it takes hours. .ci/run takes samples of what is long.
release-check:
	$(MAKE) test BUDGETPRESS_MODELS=5000 BUDGETPRESS_ROUNDS=1000 FORGERIES=1000
	$(MAKE) asan
	$(MAKE) batch-faults
	$(MAKE) faults
	$(MAKE) fuzz
	$(MAKE) valgrind
	$(MAKE) conformance
	$(MAKE) lint
	$(MAKE) count
	$(MAKE) bench

.PHONY: conformance
conformance:
	scripts/install-deps.sh build fonts test conformance
	$(MAKE) $(PARALLEL) all
	BUDGETPRESS=$(CURDIR)/$(BUILD)/budgetpress BUILD=$(BUILD) $(PYTHON) -B tests/conformance/check.py
	scripts/fetch-node-tools.sh build/node
	BUDGETPRESS=$(CURDIR)/$(BUILD)/budgetpress BUILD=$(BUILD) $(PYTHON) -B tests/conformance/workbooks.py
	BUDGETPRESS=$(CURDIR)/$(BUILD)/budgetpress $(PYTHON) -B tests/conformance/sarif.py

# SEED=random for another run each time; JOBS and KILLS of a smaller one.
SEED ?= 1
JOBS ?= 2000
KILLS ?= 200
batch-faults:
	scripts/install-deps.sh build fonts test
	$(MAKE) $(PARALLEL) all
	BUDGETPRESS=$(CURDIR)/$(BUILD)/budgetpress $(PYTHON) -B tests/batch_faults.py --jobs $(JOBS) --kills $(KILLS) \
		--seed $(if $(filter random,$(SEED)),$$$$,$(SEED))

valgrind:
	scripts/install-deps.sh build fonts test
	$(MAKE) $(PARALLEL) all
	@mkdir -p $(BUILD)/valgrind
	valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
		$(BUILD)/budgetpress render examples/guangzhou-internet-court-2024.json -o $(BUILD)/valgrind/demo.pdf \
		-o $(BUILD)/valgrind/demo.xlsx -o $(BUILD)/valgrind/demo.trace

# The limits are what the libraries take by themselves; see docs/performance.md.
.PHONY: bench bench-full bench-tools count count-update
$(BUILD)/bench/%: bench/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) -O2 -o $@ $< $(shell $(PKG_CONFIG) --cflags --libs harfbuzz harfbuzz-subset xlsxwriter) -lz

bench-tools: $(BUILD)/bench/measure $(BUILD)/bench/xlsx_limit $(BUILD)/bench/pdf_limit

SIZES ?= 10 1000 10000 200x10
bench:
	scripts/install-deps.sh build fonts bench
	$(MAKE) $(PARALLEL) all bench-tools
	@for bench in bench/bench_*.py; do echo "== $$bench"; SIZES="$(SIZES)" BUILD=$(BUILD) $(PYTHON) -B $$bench || exit 1; done

bench-full:
	$(MAKE) bench SIZES="10 1000 10000 100000 200x10 10000x10"

count count-update:
	scripts/install-deps.sh build fonts bench
	$(MAKE) $(PARALLEL) all
	bench/count_test.sh
	BUILD=$(BUILD) bench/count.sh $(if $(filter count-update,$@),--update)

lint:
	scripts/install-deps.sh build test lint
	$(MAKE) $(PARALLEL) BUILD=$(BUILD)/gcc CC=gcc WERROR=-Werror all
	$(MAKE) $(PARALLEL) BUILD=$(BUILD)/clang CC=clang WERROR=-Werror all
	cppcheck -q --std=c11 --error-exitcode=1 --inline-suppr --enable=warning,performance,portability -Iinclude -Isrc -I$(BUILD)/gcc src libexec
	shellcheck examples/cluster/*.sh examples/cluster/*.sbatch scripts/*.sh bench/*.sh share/*.bash .ci/run
	$(MAKE) $(BUILD)/po/budgetpress.pot
	msgcmp po/zh_CN.po $(BUILD)/po/budgetpress.pot

format:
	scripts/install-deps.sh lint
	clang-format -i $(SOURCES) $(wildcard src/*/*.h src/format/*/*.h include/budgetpress/*.h tests/unit/*.c)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/budgetpress \
		$(DESTDIR)$(PREFIX)/share/budgetpress $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/zh_CN/man1 $(DESTDIR)$(PREFIX)/libexec/budgetpress \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 755 $(BUILD)/budgetpress $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(BUILD)/budgetpress-read-pdf $(DESTDIR)$(PREFIX)/libexec/budgetpress/
	install -m 644 $(BUILD)/libbudgetpress.a $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(BUILD)/$(SONAME) $(DESTDIR)$(PREFIX)/lib/
	ln -sf $(SONAME) $(DESTDIR)$(PREFIX)/lib/libbudgetpress.so
	install -m 644 include/budgetpress/*.h $(DESTDIR)$(PREFIX)/include/budgetpress/
	cp -R templates fonts schema $(DESTDIR)$(PREFIX)/share/budgetpress/
	install -m 644 docs/budgetpress.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 docs/budgetpress.zh_CN.1 $(DESTDIR)$(PREFIX)/share/man/zh_CN/man1/budgetpress.1
	install -m 644 share/budgetpress.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/budgetpress
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@PACKAGES@|$(PACKAGES)|' budgetpress.pc.in \
		> $(DESTDIR)$(PREFIX)/lib/pkgconfig/budgetpress.pc

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/budgetpress $(DESTDIR)$(PREFIX)/lib/libbudgetpress.a \
		$(DESTDIR)$(PREFIX)/lib/libbudgetpress.so $(DESTDIR)$(PREFIX)/lib/$(SONAME) \
		$(DESTDIR)$(PREFIX)/lib/pkgconfig/budgetpress.pc $(DESTDIR)$(PREFIX)/share/man/man1/budgetpress.1 \
		$(DESTDIR)$(PREFIX)/share/man/zh_CN/man1/budgetpress.1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/budgetpress
	rm -rf $(DESTDIR)$(PREFIX)/include/budgetpress $(DESTDIR)$(PREFIX)/share/budgetpress $(DESTDIR)$(PREFIX)/libexec/budgetpress

dist:
	git archive --prefix=budgetpress-$(VERSION)/ -o budgetpress-$(VERSION).tar.gz HEAD

clean:
	rm -rf $(BUILD) build-asan build-fuzz build-afl build-cov out

-include $(OBJECTS:.o=.d) $(CLI:.o=.d) $(READ_PDF:.o=.d) $(UNIT:=.d)
