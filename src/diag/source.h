/* source.h - the text of an input file, and places in it. Anyone may include this.
 *
 * The text is in memory of the process: what others do to the file meanwhile does not reach it. A file that changes while it is
 * read is refused, since what came of it would be neither the old nor the new one.
 */
#ifndef BP_DIAG_SOURCE_H
#define BP_DIAG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "budgetpress/diag.h"

struct bp_stock;

typedef struct bp_source {
    char *name;        /* as the user gave it; "-" for standard input */
    const char *text;  /* not NUL-terminated; NULL where it was dropped */
    size_t size;
    char *heap;        /* all bytes of the file; the text begins behind its byte order mark. NULL: the text is somebody else's */
    struct bp_stock *stock;  /* of a large file: what its text can be read again from, NULL: it stays */
    uint64_t id;       /* no other source of the process has or had it; 0: none */
    size_t lines_before;  /* where the text is part of a larger one: for places in diagnostics */
} bp_source;

/* Reads a file, or standard input for "-". Refuses directories, files over 4 GiB and those that change while they are read. */
bp_status bp_source_open(const char *path, bp_diag *diag, bp_source **out);
/* The same, called otherwise than its path. */
bp_status bp_source_open_as(const char *path, const char *name, bp_diag *diag, bp_source **out);
/* A source over a copy of text in memory. */
bp_source *bp_source_from_memory(const char *name, const char *text, size_t size);
/* The same over this text, which it takes: it is freed here where memory is short, too. */
bp_source *bp_source_take(const char *name, char *text, size_t size);
void bp_source_free(bp_source *source);
/* Frees the text: the source is then a name alone, and diagnostics name no lines of it. */
void bp_source_drop_text(bp_source *source);

/* Whether a text is what those who look at it rely on. */
typedef bool bp_source_test(const bp_source *source);
/* Says that the text between two offsets was read and is hardly asked for again, by nobody without bp_source_recall: of a large
 * file its memory is given back. When it is read once more, it must pass the test (NULL: none), or is lost. */
void bp_source_release(const bp_source *source, size_t from, size_t to, bp_source_test *sound);
/* Makes sure that all of the text is there, and stays; false where it was released and the file has changed since: then nobody may
 * look at it. */
bool bp_source_recall(const bp_source *source);

/* Line and column, from 1, of a byte offset; columns count characters. */
void bp_source_locate(const bp_source *source, size_t offset, size_t *line, size_t *column);

#endif
