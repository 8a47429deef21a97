/* reader.h - one sheet of the working workbook while it is read. Private to working/reader.c and working/parts.c. */
#ifndef BP_WORKING_READER_H
#define BP_WORKING_READER_H

#include "reading/finder.h"
#include "reading/reading.h"

typedef struct sheet_reader {
    bp_reading *r;
    bp_sheet_kind kind;
    bp_grid grid;
    bp_header header;
    unsigned seen;           /* of what it must have: bits of working.c */
    bp_finder projects, removed;
    size_t last;             /* project found last: the next is mostly the same or the one after */
    void *ids;               /* that were read; the texts are the model's */
    void *names, *shared;    /* of the first `named` projects; and those that several have */
    size_t named;
} sheet_reader;

/* The sheet of a kind, SIZE_MAX where there is none. */
size_t bp_working_find_sheet(const bp_reading *r, const bp_workbook *book, bp_sheet_kind kind);
/* Whether the workbook has all that it must have; what is missing is reported. */
bool bp_working_has_sheets(bp_reading *r, const bp_workbook *book);
bool bp_working_has_columns(sheet_reader *s);

/* Reports the cells that merged ones hide, unless their value can be no other than what is shown over them. */
void bp_working_check_merges(sheet_reader *s);
/* Whether the cell is one of the latter. */
bool bp_working_is_spread(const sheet_reader *s, uint32_t row, uint32_t column);

#endif
