/* source.h - the text of an input file, and places in it. Anyone may include this. */
#ifndef BP_CORE_SOURCE_H
#define BP_CORE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "budgetpress/diag.h"

typedef struct bp_source {
    char *name;        /* as the user gave it; "-" for standard input */
    const char *text;  /* not NUL-terminated; NULL where it was dropped */
    size_t size;
    char *heap;        /* the text where it is not mapped */
    void *map;         /* the mapping, NULL where the text is on the heap */
    size_t map_size;
    size_t released;   /* bytes of the mapping that were given back */
    uint64_t id;       /* no other source of the process has or had it; 0: none */
    size_t lines_before;  /* where the text is part of a larger one: for places in diagnostics */
} bp_source;

/* Reads a file, or standard input for "-". Refuses directories and files over 4 GiB. */
bp_status bp_source_open(const char *path, bp_diag *diag, bp_source **out);
/* A source over a copy of text in memory. */
bp_source *bp_source_from_memory(const char *name, const char *text, size_t size);
/* The same over this text, which it takes: it is freed here where memory is short, too. */
bp_source *bp_source_take(const char *name, char *text, size_t size);
void bp_source_free(bp_source *source);
/* Frees the text: the source is then a name alone, and diagnostics name no lines of it. */
void bp_source_drop_text(bp_source *source);
/* Says that the text before an offset was read and is hardly asked for again: a mapped file's pages need not stay in memory, and
 * come back from the file where they are. The text is there as before. */
void bp_source_release(bp_source *source, size_t offset);

/* Line and column, from 1, of a byte offset; columns count characters. */
void bp_source_locate(const bp_source *source, size_t offset, size_t *line, size_t *column);

#endif
