# Every call that can fail, failed in turn: all points by `make faults`, a sample of them by `make faults SAMPLE=40`.
$(BUILD)/inject.so: tests/faults/inject.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) $(WERROR) -O2 -fPIC -shared -o $@ $< -ldl

SAMPLE ?= 0
.PHONY: faults
faults:
	scripts/install-deps.sh build fonts test
	$(MAKE) all $(BUILD)/inject.so
	BUDGETPRESS=$(CURDIR)/$(BUILD)/budgetpress $(PYTHON) -B tests/faults/matrix.py --sample $(SAMPLE)
