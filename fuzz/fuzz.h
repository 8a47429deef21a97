/* fuzz.h - what the fuzz targets share. Included by fuzz/ only.
 *
 * Each fuzz_NAME.c is one target: it defines LLVMFuzzerTestOneInput, which libFuzzer calls, or main.c with files, or under AFL++.
 * What it runs must neither crash nor hang nor leak, whatever the bytes; what it returns must agree with itself: the targets say
 * how.
 */
#ifndef BP_FUZZ_FUZZ_H
#define BP_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "budgetpress/budgetpress.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The folder of templates/, fonts/ and schema/. */
const char *fuzz_data_dir(void);
/* The bytes as a file, kept in memory; the path is good until the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);
/* A number below count that the bytes decide: for choosing among ways to go that the input itself knows nothing of. */
size_t fuzz_choose(const uint8_t *data, size_t size, size_t count);
/* How many ways there are among which the input chose, and which of them, counted from the one that it chose, is taken instead. */
extern size_t fuzz_ways, fuzz_turn;
/* A folder in memory for whatever is written; removed when the process ends. */
const char *fuzz_folder(void);
/* The form that a model names, or with `other` the one that it does not; and fonts. Read once, never freed. */
const bp_form *fuzz_form(const bp_model *model, bool other);
bp_fonts *fuzz_fonts(void);
/* Imports the bytes, a workbook or a CSV file, and reads again what came of it. */
void fuzz_import(const uint8_t *data, size_t size);
/* Says what went against itself and ends the process, so that the input is kept. */
void fuzz_fail(const char *what) __attribute__((noreturn));

#endif
