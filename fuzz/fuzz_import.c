/* fuzz_import.c - the importers on whatever the bytes are: a workbook or a CSV file. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_import(data, size);
    return 0;
}
