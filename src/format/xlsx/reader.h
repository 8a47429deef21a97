/* reader.h - what the files of the workbook reader share. Private to format/xlsx/. */
#ifndef BP_FORMAT_XLSX_READER_H
#define BP_FORMAT_XLSX_READER_H

#include "base/arena.h"
#include "format/xlsx/numfmt.h"
#include "format/xlsx/package.h"
#include "format/xlsx/workbook.h"
#include "format/xlsx/xml.h"

/* A colour as it is written: what it means may stand behind it, in the palette or the theme. */
typedef enum bp_color_kind { BP_COLOR_AUTOMATIC, BP_COLOR_RGB, BP_COLOR_THEME, BP_COLOR_INDEXED } bp_color_kind;

typedef struct bp_color {
    bp_color_kind kind;
    uint32_t value;
    double tint;
} bp_color;

enum { BP_THEME_COLORS = 12, BP_PALETTE_COLORS = 64 };

/* The fonts and grounds that formats choose from, and what colours mean. */
typedef struct bp_font_look {
    bp_color color;
    int32_t size;
    bool bold, struck;
    bool themed;             /* its name is the theme's */
    const char *odd;         /* as of bp_look */
} bp_font_look;

typedef struct bp_ground_look {
    bp_color color;          /* automatic: none */
    const char *odd;
} bp_ground_look;

typedef struct bp_looks {
    bp_font_look *fonts;
    size_t font_count, font_room;
    bp_ground_look *grounds;
    size_t ground_count, ground_room;
    const char **borders;            /* what is odd about each, NULL: nothing */
    size_t border_count, border_room;
    const char *theme_odd;           /* about the theme's fonts */
    bp_arena *arena;                 /* of the words */
    bool failed;                     /* memory was short for some of them */
    uint32_t theme[BP_THEME_COLORS], palette[BP_PALETTE_COLORS];
    size_t palette_read;
    bool front;                      /* the present fill shows its foreground */
} bp_looks;

/* The theme's part comes first; "" for none. */
void bp_looks_begin(bp_looks *looks, bp_arena *arena);
bp_status bp_theme_read(bp_looks *looks, bp_package *package, const char *part, bp_diag *diag);
/* Elements of the styles that are about looks. */
void bp_looks_start(bp_xml *xml, bp_looks *looks, const char *name, const char *const *attributes);
/* Of a font, a ground and borders by their numbers; what is past the list is as if nothing were said. */
void bp_looks_find(const bp_looks *looks, uint32_t font, uint32_t ground, uint32_t borders, bp_look *out);
/* Remembers what is odd, the first of it: NAME=VALUE. */
void bp_looks_odd(bp_looks *looks, const char **odd, const char *name, const char *value);
/* Whether every office's programs set letters in this font as the letters that they are. */
bool bp_font_is_plain(const char *name);
/* An element inside the properties of a run. */
void bp_run_look(bp_looks *looks, const char *name, const char *const *attributes, bp_run_looks *out);
bool bp_runs_say(const bp_run_looks *looks);  /* anything at all */
void bp_looks_free(bp_looks *looks);

/* The looks of one shared string's runs. */
typedef struct bp_string_runs {
    size_t string;
    bp_run_looks looks;
} bp_string_runs;

/* The parts that the relationships name; "" for none. */
typedef struct bp_parts {
    char workbook[BP_PACKAGE_NAME_MAX], core[BP_PACKAGE_NAME_MAX], extended[BP_PACKAGE_NAME_MAX], custom[BP_PACKAGE_NAME_MAX];
    char strings[BP_PACKAGE_NAME_MAX], styles[BP_PACKAGE_NAME_MAX], theme[BP_PACKAGE_NAME_MAX];
} bp_parts;

struct bp_workbook {
    bp_package *package;
    bp_parts parts;
    bp_arena arena;
    bool is_1904, computes_on_load;
    int32_t default_size;            /* of the default style's font, thousandths of a point; 0 where none is given */
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
    bp_string_runs *runs;            /* of those that have several, in order */
    size_t runs_count, runs_room;
    bp_looks looks;
};

#define BP_STRING_RICH ((uint64_t)1 << 63)

/* Makes room for one more element, at most `most` of them. False and reported otherwise. */
bool bp_book_grow(bp_xml *xml, void *items, size_t count, size_t *room, size_t size, size_t most);

/* A text collected from <t> elements: <si>, <is>. Escapes are resolved at the end. */
typedef struct bp_rich_text {
    bp_buf text;
    unsigned runs;
    bool open;      /* within a <t> that counts */
    bp_run_looks looks;
} bp_rich_text;

/* For the next text. */
void bp_rich_begin(bp_rich_text *t);
void bp_rich_start(const bp_xml *xml, bp_looks *looks, bp_rich_text *t, const char *name, const char *const *attributes);
void bp_rich_end(bp_rich_text *t, const char *name);
void bp_rich_text_put(bp_xml *xml, bp_rich_text *t, const char *text, size_t size);
bp_status bp_strings_read(bp_workbook *book, const char *part, bp_diag *diag);

/* Reads "B12"; false where it is no cell of a sheet. Either part may be out of range: it is then past the limit. */
bool bp_cell_parse(const char *text, uint32_t *row, uint32_t *column);
bool bp_range_parse(const char *text, bp_book_range *out);
/* What a formula in a row sums: BP_SUMS_. */
unsigned bp_formula_sums(const char *formula, uint32_t row);

#endif
