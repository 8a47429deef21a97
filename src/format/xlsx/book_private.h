/* book_private.h - what book.c and cells.c share. */
#ifndef BP_FORMAT_XLSX_BOOK_PRIVATE_H
#define BP_FORMAT_XLSX_BOOK_PRIVATE_H

#include "format/xlsx/book.h"

enum { BP_FORMATS_MAX = 512 };

struct bp_book {
    lxw_workbook *workbook;
    bp_diag *diag;
    bp_style styles[BP_FORMATS_MAX];
    lxw_format *formats[BP_FORMATS_MAX];
    int32_t indexes[BP_FORMATS_MAX];   /* as cells name the formats; -1: no cell has done so yet */
    size_t format_count, last_format;
    bp_sheet *sheet;                   /* whose row is being put together; NULL: none */
    const bp_sheet *last;              /* the sheet of the row before */
    uint32_t row;
    size_t next_column;                /* cells come in order: the first that may still come */
    int32_t height;                    /* of the row, thousandths of a point; 0: the program's own */
    bp_buf cells;
    lxw_error error;
    bool short_of_memory;              /* the library was refused some: it may have left something out, or not */
};

/* The library goes on where it is refused memory, and mostly does not say so: malloc leaves ENOMEM in errno. Called behind calls of
 * it. */
void bp_book_watch(bp_book *book);
int32_t bp_format_index(bp_book *book, const bp_style *style);
/* Writes the row that was put together to its sheet. */
void bp_end_row(bp_book *book);

#endif
