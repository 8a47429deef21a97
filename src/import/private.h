/* private.h - what the files of the workbook reader share. Private to import/. */
#ifndef BP_IMPORT_PRIVATE_H
#define BP_IMPORT_PRIVATE_H

#include "core/arena.h"
#include "import/package.h"
#include "import/workbook.h"
#include "import/xml.h"

struct bp_workbook {
    bp_package *package;
    bp_arena arena;
    bool is_1904;
    bp_sheet_info *sheets;
    size_t sheet_count, sheet_room;
    bp_defined_name *names;
    size_t name_count, name_room;
    bp_property *properties;
    size_t property_count, property_room;
    bp_number_format *formats;       /* by style */
    size_t format_count, format_room;
    bp_buf strings;                  /* all shared strings, a NUL behind each */
    uint64_t *string_ends;           /* offset of each one's NUL; the top bit: it has several runs */
    size_t string_count, string_room;
};

#define BP_STRING_RICH ((uint64_t)1 << 63)

/* Makes room for one more element, at most `most` of them. False and reported otherwise. */
bool bp_book_grow(bp_xml *xml, void *items, size_t count, size_t *room, size_t size, size_t most);

/* What a number format code means. */
bp_number_format bp_format_read(const char *code);
/* One of the formats that have a number and no code. */
bp_number_format bp_format_builtin(uint32_t id);

/* A text collected from <t> elements: <si>, <is>. Escapes are resolved at the end. */
typedef struct bp_rich_text {
    bp_buf text;
    unsigned runs;
    int phonetic;   /* depth within <rPh> */
    bool open;      /* within a <t> that counts */
} bp_rich_text;

void bp_rich_start(bp_rich_text *t, const char *name);
void bp_rich_end(bp_rich_text *t, const char *name);
void bp_rich_text_put(bp_xml *xml, bp_rich_text *t, const char *text, size_t size);
/* Resolves _xHHHH_ in place. */
void bp_unescape(bp_buf *text);

bp_status bp_strings_read(bp_workbook *book, const char *part, bp_diag *diag);

/* Reads "B12"; false where it is no cell of a sheet. Either part may be out of range: it is then past the limit. */
bool bp_cell_parse(const char *text, uint32_t *row, uint32_t *column);
bool bp_range_parse(const char *text, bp_book_range *out);
/* Whether a formula in a row has SUM or SUBTOTAL over cells of its own sheet in rows below. */
bool bp_formula_sums_below(const char *formula, uint32_t row);

#endif
