/* working.h - the sheets that accountants work in. Private to backend/xlsx. */
#ifndef BP_BACKEND_XLSX_WORKING_H
#define BP_BACKEND_XLSX_WORKING_H

#include "backend/backend.h"
#include "backend/xlsx/book.h"
#include "backend/xlsx/facts.h"
#include "backend/xlsx/official.h"
#include "model/totals.h"

/* What the sheets are written from. */
typedef struct bp_working {
    const bp_job *job;
    const bp_model *model;
    const bp_facts *facts;
    bp_book *book;
    const char *official;               /* name of the official sheet */
    const bp_official_totals *totals;
    const char *fingerprint;
    bp_dictionary dictionary;           /* the model's, then the form's */
    bp_code_name *codes;                /* every code once, the model's first */
    size_t code_count, own_codes;
    const char **first, **second;       /* codes of the first and second level, sorted */
    size_t first_count, second_count;
    bp_arena arena;
    bp_buf formula, value;
} bp_working;

/* All sheets behind the official one, which was written before. */
bp_status bp_working_write(const bp_job *job, bp_book *book, const bp_facts *facts, const char *official,
                           const bp_official_totals *totals, const char *fingerprint);

/* ---- for checks.c ---- */

/* How a column of a working sheet looks and may be used. */
typedef enum bp_use {
    BP_USE_INPUT,      /* text that may be edited */
    BP_USE_AMOUNT,     /* an amount that may be edited */
    BP_USE_COMPUTED,   /* locked */
    BP_USE_SUM,        /* a computed amount, locked */
    BP_USE_HELPER,     /* locked, grey: for the importer and the formulas */
    BP_USE_HIDDEN,     /* the same, not shown */
} bp_use;

typedef struct bp_working_column {
    const char *header;   /* NULL ends a list */
    uint8_t width;        /* in digits */
    uint8_t use;          /* bp_use */
    uint8_t align;        /* bp_align */
} bp_working_column;

/* A new sheet with its header, panes, print set-up and protection. NULL where it failed. */
bp_sheet *bp_working_sheet(bp_working *w, const char *name, const bp_working_column *columns);
bp_style bp_working_style(bp_use use, bp_align align);
/* The sheet 校验. */
void bp_checks_write(bp_working *w, const bp_totals *sums);

#endif
