# Fuzz targets: fuzz/fuzz_NAME.c, their inputs in fuzz/corpus/NAME. `make unit` replays the inputs; `make fuzz T=60` looks for more.
FUZZ_NAMES := $(patsubst fuzz/fuzz_%.c,%,$(wildcard fuzz/fuzz_*.c))
FUZZ_SHARED := fuzz/fuzz.c fuzz/import.c
FUZZ_COMPILE = $(COMPILE) -Ifuzz -DBP_FUZZ_DATA='"$(CURDIR)"'
T ?= 60

$(BUILD)/replay_%: fuzz/fuzz_%.c fuzz/main.c $(FUZZ_SHARED) $(BUILD)/libbudgetpress.a
	$(say) CC $<
	$(Q)$(FUZZ_COMPILE) -o $@ $(filter %.c,$^) $(BUILD)/libbudgetpress.a $(LDFLAGS) $(LIBS)

# What holds PDFs against each other is of the program that reads them.
OF_READER = $(foreach way,replay libfuzzer afl,$(BUILD)/$(way)_objects $(BUILD)/$(way)_contents)
$(OF_READER): libexec/objects.c libexec/contents.c libexec/states.c
$(OF_READER): FLAGS += -Ilibexec $(shell $(PKG_CONFIG) --cflags glib-2.0 libqpdf | sed 's/-I/-isystem /g')
$(OF_READER): LIBS += $(shell $(PKG_CONFIG) --libs glib-2.0 libqpdf)

.PHONY: replay fuzz fuzz-targets fuzz-run
replay: $(FUZZ_NAMES:%=$(BUILD)/replay_%) fuzz-inputs
	@for name in $(FUZZ_NAMES); do $(MORE); $(BUILD)/replay_$$name fuzz/corpus/$$name $$more || exit 1; done

# Further inputs, not kept twice in the tree: fonts are made, and what is installed is one.
.PHONY: fuzz-inputs
INPUTS = $(BUILD)/inputs
MORE = more=$(INPUTS)/$$name; test -d $$more || more=
$(INPUTS)/font/both.ttc: fuzz/make_fonts.py
	$(PYTHON) -B $< $(@D)
fuzz-inputs: $(INPUTS)/font/both.ttc
	@mkdir -p $(INPUTS)/form $(INPUTS)/settings
	@for file in templates/*/*.json templates/reports/*/*.json fonts/*.json; do \
		case $$file in */form.json) to=form;; */coverage.json|*/dictionaries/*) continue;; *) to=settings;; esac; \
		cp $$file $(INPUTS)/$$to/$$(echo $$file | tr / -); \
	done

# libFuzzer, with the sanitizers. Inputs that it finds stay in build-fuzz/corpus; what breaks the target in build-fuzz/found.
$(BUILD)/libfuzzer_%: fuzz/fuzz_%.c $(FUZZ_SHARED) $(BUILD)/libbudgetpress.a
	$(say) CC $<
	$(Q)$(FUZZ_COMPILE) -fsanitize=fuzzer -o $@ $(filter %.c,$^) $(BUILD)/libbudgetpress.a $(LDFLAGS) $(LIBS)

FUZZ_FLAGS = -O1 -g -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow -fno-sanitize-recover=all -fno-omit-frame-pointer
fuzz-targets: $(FUZZ_NAMES:%=$(BUILD)/libfuzzer_%)

# Words to put into inputs: fuzz/NAME.dict, or another target's.
DICTIONARY = case $$name in check|diff|render) dict=fuzz/model.dict;; import) dict=fuzz/csv.dict;; *) dict=fuzz/$$name.dict;; esac; test -f $$dict || dict=

FUZZ_LIMITS = -timeout=20 -rss_limit_mb=3000 -malloc_limit_mb=2000 -print_final_stats=1
fuzz-run: fuzz-targets fuzz-inputs
	@mkdir -p $(BUILD)/found
	@for name in $(FUZZ_NAMES); do \
		echo "== $$name, $(T) s"; mkdir -p $(BUILD)/corpus/$$name; \
		$(DICTIONARY); $(MORE); $(BUILD)/libfuzzer_$$name $(FUZZ_LIMITS) $${dict:+-dict=$$dict} -max_total_time=$(T) -artifact_prefix=$(BUILD)/found/$$name- \
			$(BUILD)/corpus/$$name fuzz/corpus/$$name $$more > $(BUILD)/$$name.log 2>&1 || { tail -40 $(BUILD)/$$name.log; exit 1; }; \
		tail -12 $(BUILD)/$$name.log | grep -E "stat::(number_of_executed|peak_rss)"; \
	done

fuzz:
	scripts/install-deps.sh build fonts fuzz
	$(MAKE) BUILD=build-fuzz CC=clang HARDENING= T=$(T) \
		CFLAGS="$(FUZZ_FLAGS)" fuzz-run

# Takes into the tree what `make fuzz` found: of the inputs up to 512 bytes the fewest that reach what all of them reach and the inputs that
# have names do not.
.PHONY: fuzz-distill fuzz-distill-run
fuzz-distill-run: fuzz-targets
	@for name in $(FUZZ_NAMES); do \
		test -d $(BUILD)/corpus/$$name || continue; \
		rm -rf $(BUILD)/small $(BUILD)/fewest; mkdir $(BUILD)/small $(BUILD)/fewest; \
		find $(BUILD)/corpus/$$name fuzz/corpus/$$name -type f -size -2 -exec cp -t $(BUILD)/small {} +; \
		rm -f fuzz/corpus/$$name/found-*; cp fuzz/corpus/$$name/* $(BUILD)/fewest; \
		$(BUILD)/libfuzzer_$$name -set_cover_merge=1 -use_counters=0 $(BUILD)/fewest $(BUILD)/small > $(BUILD)/$$name.log 2>&1 \
			|| { tail -40 $(BUILD)/$$name.log; exit 1; }; \
		for input in $(BUILD)/fewest/*; do \
			test -f fuzz/corpus/$$name/$${input##*/} || cp $$input fuzz/corpus/$$name/found-$$(sha256sum $$input | cut -c1-10); \
		done; \
		echo "$$name: $$(ls $(BUILD)/small | wc -l) inputs, $$(ls fuzz/corpus/$$name | grep -c found-) kept"; \
	done

fuzz-distill:
	scripts/install-deps.sh build fonts fuzz
	$(MAKE) BUILD=build-fuzz CC=clang HARDENING= CFLAGS="$(FUZZ_FLAGS)" fuzz-distill-run

# The same targets for AFL++, each for T seconds. What it found stays in build-afl/out/NAME; a later run goes on from there.
$(BUILD)/afl_%: fuzz/fuzz_%.c fuzz/main.c $(FUZZ_SHARED) $(BUILD)/libbudgetpress.a
	$(say) CC $<
	$(Q)$(FUZZ_COMPILE) -Wno-pedantic -Wno-unused-parameter -DBP_FUZZ_AFL -o $@ $(filter %.c,$^) $(BUILD)/libbudgetpress.a $(LDFLAGS) $(LIBS)

# The sanitizers must abort, or afl-fuzz takes their reports for ordinary exits.
AFL_SETTINGS = AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_AUTORESUME=1 AFL_NO_AFFINITY=1 \
	ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0 UBSAN_OPTIONS=abort_on_error=1:halt_on_error=1:symbolize=0

.PHONY: afl afl-targets afl-run
afl-targets: $(FUZZ_NAMES:%=$(BUILD)/afl_%)
afl-run: afl-targets fuzz-inputs
	@mkdir -p $(BUILD)/out
	@for name in $(FUZZ_NAMES); do \
		echo "== $$name, $(T) s"; mkdir -p $(BUILD)/in/$$name; \
		$(MORE); find fuzz/corpus/$$name $$more -type f -exec cp -t $(BUILD)/in/$$name {} +; \
		$(DICTIONARY); $(AFL_SETTINGS) afl-fuzz -V $(T) -m none -t 5000+ $${dict:+-x $$dict} -i $(BUILD)/in/$$name -o $(BUILD)/out/$$name $(BUILD)/afl_$$name \
			> $(BUILD)/afl-$$name.log 2>&1 || { tail -40 $(BUILD)/afl-$$name.log; exit 1; }; \
		grep -E "^(execs_done|corpus_count|saved_crashes|saved_hangs) " $(BUILD)/out/$$name/default/fuzzer_stats; \
		grep -q "^saved_crashes *: 0$$" $(BUILD)/out/$$name/default/fuzzer_stats || exit 1; \
	done
afl:
	scripts/install-deps.sh build fonts fuzz
	AFL_USE_ASAN=1 AFL_USE_UBSAN=1 $(MAKE) BUILD=build-afl CC=afl-clang-fast HARDENING= CFLAGS="-O1 -g" afl-targets
	$(MAKE) BUILD=build-afl T=$(T) CC=afl-clang-fast HARDENING= CFLAGS="-O1 -g" afl-run

# Which lines of src/ the inputs reach: those of the tree, and those that `make fuzz` found where there are any.
.PHONY: fuzz-coverage fuzz-coverage-run
COVER = llvm-cov report $(BUILD)/replay_core $(FUZZ_NAMES:%=-object $(BUILD)/replay_%) -instr-profile=$(BUILD)/all.profdata
fuzz-coverage-run: $(FUZZ_NAMES:%=$(BUILD)/replay_%) fuzz-inputs
	@rm -f $(BUILD)/*.profraw
	@for name in $(FUZZ_NAMES); do \
		$(MORE); test -d build-fuzz/corpus/$$name && more="$$more build-fuzz/corpus/$$name"; \
		LLVM_PROFILE_FILE=$(BUILD)/$$name.profraw $(BUILD)/replay_$$name fuzz/corpus/$$name $$more || exit 1; \
	done
	@llvm-profdata merge -o $(BUILD)/all.profdata $(BUILD)/*.profraw
	@$(COVER) -show-functions=0 -show-region-summary=0 -show-branch-summary=0 src | cut -c1-120

fuzz-coverage:
	scripts/install-deps.sh build fonts fuzz
	$(MAKE) BUILD=build-cov CC=clang HARDENING= CFLAGS="-O1 -g -fprofile-instr-generate -fcoverage-mapping" fuzz-coverage-run
