/* workbook.h - a streaming reader of XLSX workbooks (ECMA-376, transitional and strict). Included by import/ and by whatever lies
 * below it: verify, diff.
 *
 * bp_workbook_open reads what is small: the list of sheets, number formats, shared strings, defined names, properties.
 * bp_sheet_read then passes over one sheet and hands out its rows, cells and merges as they stand in the file; nothing of the sheet
 * is kept. A file is refused, with the part or the cell that is at fault, rather than read past a limit or by halves.
 *
 * Rows and columns count from 0. Texts are UTF-8 with _xHHHH_ escapes resolved; they may hold any character that XML allows,
 * and control characters besides, where they were escaped. Phonetic runs are left out.
 */
#ifndef BP_FORMAT_XLSX_WORKBOOK_H
#define BP_FORMAT_XLSX_WORKBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "diag/diag.h"

enum {
    BP_BOOK_ROWS_MAX = 1048576,
    BP_BOOK_COLUMNS_MAX = 16384,       /* A to XFD */
    BP_BOOK_CELLS_MAX = 8000000,       /* of one sheet, those that hold something */
    BP_BOOK_TEXT_MAX = 1 << 20,        /* bytes of one text */
    BP_BOOK_STRINGS_MAX = 256 << 20,   /* bytes of all shared strings */
    BP_BOOK_LIST_MAX = 65536,          /* sheets, merges of a sheet, names, formats, properties: each */
};

typedef struct bp_workbook bp_workbook;

typedef enum bp_sheet_visibility { BP_SHEET_VISIBLE, BP_SHEET_HIDDEN, BP_SHEET_VERY_HIDDEN } bp_sheet_visibility;

typedef struct bp_sheet_info {
    const char *name;       /* as it stands, blanks at its ends included */
    bp_sheet_visibility visibility;
    const char *part;       /* of the package; NULL where the sheet has no cells (a chart) */
} bp_sheet_info;

typedef struct bp_defined_name {
    const char *name, *formula;   /* without = */
    size_t sheet;                 /* whose name it is; SIZE_MAX: of the workbook */
    bool hidden;
} bp_defined_name;

typedef enum bp_property_kind {
    BP_PROPERTY_CORE,       /* title, creator, created ...: by the element's name */
    BP_PROPERTY_EXTENDED,   /* Application, Company ... */
    BP_PROPERTY_CUSTOM,     /* by the name that the user gave */
} bp_property_kind;

typedef struct bp_property {
    bp_property_kind kind;
    const char *name, *text;
} bp_property;

/* How the text of a cell looks, as far as it may be lost by that. */
typedef struct bp_look {
    uint32_t ink, ground;  /* 0xRRGGBB */
    int32_t size;          /* of the font, thousandths of a point; 0 where none is given */
    bool struck;
    bool wrapped, turned, filled;  /* lines are broken; written upwards or aslant; repeated until the cell is full */
    const char *odd;       /* what else may change what is seen, as it stands in the file: "shrinkToFit=1"; NULL: nothing */
} bp_look;

/* What the runs of a text with fonts of its own look like, where they do not look as the cell says. */
typedef struct bp_run_looks {
    bool inked;                    /* some have a colour: */
    uint32_t lightest, darkest;    /* the outermost of them */
    int32_t smallest, largest;     /* sizes, 0 where none is given */
    bool struck;                   /* some are */
    const char *odd;               /* as of bp_look */
} bp_run_looks;

/* How a number is shown, as far as its meaning depends on it; of several sections the first. */
typedef enum bp_format_kind {
    BP_FORMAT_GENERAL,
    BP_FORMAT_NUMBER,
    BP_FORMAT_PERCENT,
    BP_FORMAT_DATE,
    BP_FORMAT_TEXT
} bp_format_kind;

typedef struct bp_number_format {
    bp_format_kind kind;
    int digits;         /* behind the point, percent signs not counted; 0 for what is no number */
    int scale;          /* the power of ten that the shown number is smaller by: 3 for "0,", 4 for "0!.0,"; else 0 */
    const char *code;   /* as written; "" for built-in dates and for General */
    bool plain;         /* one section that shows every number and nothing else: see numfmt.h for the others */
    int indent;         /* of the cell's alignment: steps of about three blanks */
    bool bold;          /* of the cell's font */
    uint32_t id;        /* of the built-in formats: what they are known by */
    bp_look look;
} bp_number_format;

typedef enum bp_book_value { BP_VALUE_NONE, BP_VALUE_NUMBER, BP_VALUE_TEXT, BP_VALUE_BOOLEAN, BP_VALUE_ERROR } bp_book_value;

/* A formula has a SUM or SUBTOTAL over cells of its own row, of rows below. */
enum { BP_SUMS_ACROSS = 1, BP_SUMS_BELOW = 2 };

typedef struct bp_book_cell {
    uint32_t row, column;
    bp_book_value value;
    const char *text; /* NUL-terminated: the text; the number as it is written in the file; "1" or "0"; "#REF!"; "" for none */
    size_t size;
    bool formula;           /* there is a formula: the value is what was computed last, BP_VALUE_NONE where that is missing */
    const char *source;     /* its text; "" where there is none here, or where the text alone does not tell what is computed */
    unsigned sums;          /* what it sums: BP_SUMS_ of its own sheet */
    bool rich;              /* a text in several runs */
    uint32_t style;         /* index for bp_workbook_format */
    const bp_run_looks *runs;  /* of a rich text; NULL: all as the cell says */
} bp_book_cell;

typedef struct bp_book_row {
    uint32_t row;
    bool hidden;
    int32_t height;         /* thousandths of a point, -1 where none is given */
} bp_book_row;

typedef struct bp_book_range {
    uint32_t row0, column0, row1, column1;  /* both ends included */
} bp_book_range;

typedef struct bp_book_columns {
    uint32_t first, last;
    bool hidden;
    double width;           /* in characters, 0 where none is given; columns without any width are hidden */
} bp_book_columns;

/* What holds for a whole sheet. */
typedef struct bp_book_view {
    double width;             /* of columns that give none, in characters; 0: the program's own */
    int32_t height;           /* of rows that give none, thousandths of a point; -1: by what they hold */
    bool hidden;              /* rows that the sheet does not name */
} bp_book_view;

/* What to do with each thing; NULL: pass over. In the order of the file: columns, the view, then row by row the row and its cells,
 * then merges. Cells that hold neither a value nor a formula are not handed out. A text lives as long as the call.
 * Whatever but BP_OK stops the reading and is returned. */
typedef struct bp_sheet_events {
    bp_status (*columns)(void *context, const bp_book_columns *columns);
    bp_status (*row)(void *context, const bp_book_row *row);
    bp_status (*cell)(void *context, const bp_book_cell *cell);
    bp_status (*merge)(void *context, const bp_book_range *range);
    bp_status (*view)(void *context, const bp_book_view *view);
} bp_sheet_events;

/* The source is borrowed and must outlive the workbook. On failure *out is NULL. */
bp_status bp_workbook_open(const bp_source *source, bp_diag *diag, bp_workbook **out);
void bp_workbook_close(bp_workbook *book);  /* NULL is allowed */
/* Whether the bytes begin as a zip archive, or as an OLE file (.xls, or a workbook under a password), which open refuses by
 * name. */
bool bp_workbook_begins(const char *bytes, size_t size);

const char *bp_workbook_file(const bp_workbook *book);
bool bp_workbook_is_1904(const bp_workbook *book);
/* Of the font whose characters the widths of columns count, thousandths of a point. */
int32_t bp_workbook_default_size(const bp_workbook *book);
bool bp_workbook_computes_on_load(const bp_workbook *book);  /* it asks programs to compute it anew when they open it */
/* All of the following are borrowed from the workbook. */
size_t bp_workbook_sheet_count(const bp_workbook *book);
const bp_sheet_info *bp_workbook_sheet(const bp_workbook *book, size_t index);
size_t bp_workbook_name_count(const bp_workbook *book);
const bp_defined_name *bp_workbook_name(const bp_workbook *book, size_t index);
size_t bp_workbook_property_count(const bp_workbook *book);
const bp_property *bp_workbook_property(const bp_workbook *book, size_t index);
const char *bp_workbook_find_property(const bp_workbook *book, bp_property_kind kind, const char *name);  /* NULL: not there */
/* The fingerprint by which a workbook of ours tells the model that it was made from, by its property or its hidden name: some
 * programs keep only one of them. NULL where it has neither. */
const char *bp_workbook_fingerprint(const bp_workbook *book, size_t *size);
/* How bright a colour is seen, up to 255000, by the measure of the W3C's evaluation tools. */
int32_t bp_brightness(uint32_t rgb);
/* An index past the table is the default format, as Excel takes it. */
const bp_number_format *bp_workbook_format(const bp_workbook *book, uint32_t style);

bp_status bp_sheet_read(bp_workbook *book, size_t sheet, const bp_sheet_events *events, void *context, bp_diag *diag);

/* Resolves _xHHHH_ in place. */
void bp_unescape(bp_buf *text);

/* Appends "A1"; then the same with its sheet, as a formula would name it: 绩效!G12, 'two words'!A1. */
void bp_cell_name(bp_buf *out, uint32_t row, uint32_t column);
void bp_cell_place(bp_buf *out, const char *sheet, uint32_t row, uint32_t column);

/* Appends the day of a serial number as 2024-03-01, with " 13:45:00" behind it where it has a time of day. False where the number
 * is no day from 1900 to 9999. The 29th of February 1900, which never was, is what Excel says it is. */
bool bp_book_date(bp_buf *out, const char *number, bool is_1904);

#endif
