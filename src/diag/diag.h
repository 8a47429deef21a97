/* diag.h - reporting, inside the library. Anyone may include this.
 *
 * Codes, severities and English texts stand in catalogue.h and nowhere else; translate.h gives the others.
 */
#ifndef BP_DIAG_DIAG_H
#define BP_DIAG_DIAG_H

#include <stdbool.h>

#include "budgetpress/diag.h"
#include "diag/source.h"

typedef enum bp_code {
#define BP_ENTRY(id, code, name, severity, status, text) BP_##id,
#include "diag/catalogue.h"
#undef BP_ENTRY
    BP_CODES
} bp_code;

/* Where a finding is. With a source and a pointer the line is looked up; with an offset it is counted. In a workbook a cell, or a
 * part with the line and column in it, stands instead of a pointer. */
typedef struct bp_where {
    const bp_source *source;  /* NULL: no file, or only its name */
    const char *file;         /* used where source is NULL */
    const char *pointer;      /* JSON Pointer or NULL */
    size_t offset;            /* 1 + byte offset; 0: find the pointer's value */
    const char *cell;         /* 绩效!G12 or NULL */
    const char *part;         /* part of a package or NULL */
    size_t line, column;      /* from 1, where they are known already; in the part, where there is one */
} bp_where;

/* Reports once and returns the status that the catalogue gives the code. {0} {1} ... in the text are args in order; the list
 * ends with NULL. diag may be NULL: then only the status is returned. */
bp_status bp_report(bp_diag *diag, bp_code code, bp_where where, const char *const *args);
#define BP_ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define BP_NO_ARGS ((const char *const[]){NULL})
#define BP_NOWHERE ((bp_where){0})

/* Whether findings are only counted any more, so that no one need find out where they are. */
bool bp_diag_is_full(const bp_diag *diag);
/* Whether a finding, or a part of one, could not be kept for want of memory. */
bool bp_diag_short_of_memory(const bp_diag *diag);
/* What a rule says more than the catalogue does. */
typedef struct bp_detail {
    bp_severity severity;      /* instead of the catalogue's: BP_DATA is returned for an error, else BP_OK */
    const char *text;          /* the text around the fault or NULL ... */
    size_t mark, mark_size;    /* ... and the bytes of it that are wrong */
    size_t mark_column, mark_end;  /* where these stand in the file, on the finding's line; 0: unknown */
    const char *place;         /* the place in words or NULL */
    const char *title, *fix, *advice;  /* or NULL */
    const char *silenced;      /* the reason, NULL: it counts. A silenced finding returns BP_OK */
} bp_detail;
bp_status bp_report_detail(bp_diag *diag, bp_code code, bp_where where, const char *const *args, const bp_detail *detail);
/* Where the value at a pointer begins, the byte of a string behind so many bytes of its text, and the line and column of a byte, as
 * they are found for findings. */
size_t bp_diag_find(bp_diag *diag, const bp_source *source, const char *pointer);
size_t bp_diag_behind(bp_diag *diag, const bp_source *source, size_t at, size_t bytes);
void bp_diag_locate(bp_diag *diag, const bp_source *source, size_t offset, size_t *line, size_t *column);

/* The catalogue's entry, for lists of what may be reported. */
typedef struct bp_code_info {
    const char *code, *name, *text;   /* text in English */
    bp_severity severity;
} bp_code_info;
bp_code_info bp_code_info_of(bp_code code);

bp_status bp_report_memory(bp_diag *diag);
bp_lang bp_diag_lang(const bp_diag *diag);
/* A text in the language of the collection: for arguments that are words. */
const char *bp_diag_text(const bp_diag *diag, const char *english) __attribute__((format_arg(2)));
/* Appends a text from outside as a terminal may show it: control characters and what is unseen, but for selectors of forms, are
 * escaped, and bytes that are no UTF-8. */
struct bp_buf;
void bp_put_visible(struct bp_buf *out, const char *text);
const char *bp_severity_text(const bp_diag *diag, bp_severity severity);
/* What an errno means, in the language of the collection. */
const char *bp_error_text(const bp_diag *diag, int error);

#endif
