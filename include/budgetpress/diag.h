/* diag.h - findings about data, and failures, with their places.
 *
 * A bp_diag collects what the library reports; nothing is ever printed by the library. Each finding has a code from one
 * catalogue, a severity, the text in Chinese or English, and, where it is about a file, its line, column and JSON Pointer
 * (RFC 6901), or for a workbook its cell, or the part of the package.
 */
#ifndef BUDGETPRESS_DIAG_H
#define BUDGETPRESS_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

typedef struct bp_diag bp_diag;

typedef enum bp_severity { BP_NOTE, BP_WARNING, BP_ERROR } bp_severity;
typedef enum bp_lang { BP_LANG_EN, BP_LANG_ZH } bp_lang;

/* One finding. All strings are owned by the bp_diag and live as long as it does. */
typedef struct bp_finding {
    const char *code;      /* such as "BP2003" */
    const char *name;      /* such as "unknown-key" */
    bp_severity severity;
    const char *file;      /* NULL where no file is meant */
    size_t line, column;   /* from 1; 0 where unknown. Columns count characters, not bytes */
    const char *pointer;   /* JSON Pointer, "" for the whole document, NULL where none applies */
    const char *cell;      /* of a workbook, with its sheet: 绩效!G12; NULL where none applies */
    const char *part;      /* of a package, such as xl/workbook.xml, in which line and column count; NULL where none applies */
    const char *message;   /* UTF-8, in the language of the bp_diag */
    const char *text;      /* of a check: the text around the fault, NULL where there is none to show */
    size_t mark, mark_size; /* the bytes of text that are wrong; size 0 where something is missing there */
    size_t mark_column, mark_end; /* the columns of the mark in the file, on `line`; 0 where unknown */
    const char *place;     /* the place in words, such as 项目“…”绩效目标第1段; NULL where there is none */
    const char *fix;       /* what should stand instead of the mark, NULL where that is not certain */
    const char *title;     /* what the rule is called, NULL where it was none */
    const char *advice;    /* what to do, NULL where nothing is advised */
    const char *silenced;  /* the reason why it is not to count, NULL where it counts */
} bp_finding;

/* A new, empty collection; NULL when memory is short. */
BP_API bp_diag *bp_diag_new(bp_lang lang);
/* Releases the collection and every finding in it. NULL is allowed. */
BP_API void bp_diag_free(bp_diag *diag);

/* How many findings are kept. Past the limit, BP_DIAG_MAX unless set, they are counted only. */
BP_API void bp_diag_set_limit(bp_diag *diag, size_t limit);
BP_API size_t bp_diag_count(const bp_diag *diag);
/* The finding at an index below bp_diag_count(), borrowed. */
BP_API const bp_finding *bp_diag_get(const bp_diag *diag, size_t index);
/* How many findings of a severity were reported, kept or not; silenced ones are counted apart. */
BP_API size_t bp_diag_total(const bp_diag *diag, bp_severity severity);
BP_API size_t bp_diag_silenced(const bp_diag *diag);

/* One finding as a line without line break, "file:line:column: severity[CODE]: message (at /pointer)", "file:sheet!cell: ..." or
 * "file:part:line:column: ...", or as one JSON object. The caller frees the string; NULL when memory is short. */
BP_API char *bp_diag_line(const bp_diag *diag, size_t index);
BP_API char *bp_diag_json(const bp_diag *diag, size_t index);

enum { BP_DIAG_MAX = 1000 };

#endif
