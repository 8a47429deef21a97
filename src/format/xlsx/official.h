/* official.h - the sheet that looks like the official table. Private to format/xlsx/. */
#ifndef BP_FORMAT_XLSX_OFFICIAL_H
#define BP_FORMAT_XLSX_OFFICIAL_H

#include "format/backend.h"
#include "format/xlsx/book.h"
#include "format/xlsx/facts.h"

/* Where the sheet shows the amounts of the whole table; row UINT32_MAX where it does not. */
typedef struct bp_official_totals {
    uint32_t row[BP_FUND_KINDS];
    size_t column[BP_FUND_KINDS];
} bp_official_totals;

/* Writes the sheet. With facts its cells refer to them, else they hold what they show. */
bp_status bp_official_write(const bp_job *job, bp_book *book, const char *name, const bp_facts *facts, bp_official_totals *totals);

#endif
