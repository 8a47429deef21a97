/* workbook.c - what a workbook has besides its cells: sheets, formats, names, properties. See workbook.h. */
#include "format/xlsx/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/kind.h"
#include "format/xlsx/reader.h"

typedef struct relationship {
    const char *id, *target;  /* target: a part of the package */
    bool taken;               /* by a sheet */
} relationship;

typedef struct book_reader {
    bp_workbook *book;
    const char *part;           /* whose relationships are being read */
    relationship *sheets;       /* worksheets, on the heap; strings in the book's arena */
    size_t sheet_count, sheet_room;
    bp_buf text;                /* of a defined name */
    bp_defined_name name;
    bool in_name;
} book_reader;

bool bp_book_grow(bp_xml *xml, void *items, size_t count, size_t *room, size_t size, size_t most)
{
    char limit[24];
    if (count >= most) {
        snprintf(limit, sizeof limit, "%zu", most);
        bp_xml_fail(xml, BP_BOOK_LIST, BP_ARGS(limit));
        return false;
    }
    if (count >= *room && !bp_array_widen(items, size, room)) {
        bp_xml_fail(xml, BP_MEMORY, BP_NO_ARGS);
        return false;
    }
    return true;
}

static const char *keep(bp_xml *xml, bp_workbook *book, const char *text, size_t size)
{
    const char *copy = bp_arena_strndup(&book->arena, text, size);
    if (!copy)
        bp_xml_fail(xml, BP_MEMORY, BP_NO_ARGS);
    return copy;
}

/* An attribute's text, kept, with its escapes resolved. */
static const char *keep_attribute(bp_xml *xml, bp_workbook *book, const char *text)
{
    bp_buf buf = {0};
    bp_buf_puts(&buf, text);
    bp_unescape(&buf);
    const char *copy = keep(xml, book, bp_buf_text(&buf), buf.size);
    bp_buf_free(&buf);
    return copy;
}

/* ---- relationships ---- */

typedef enum relation_kind {
    RELATION_WORKBOOK, RELATION_CORE, RELATION_EXTENDED, RELATION_CUSTOM, RELATION_STRINGS, RELATION_STYLES, RELATION_THEME,
    RELATION_SHEET, RELATION_OTHER
} relation_kind;

/* By the whole type; both its transitional and its strict spelling. */
static relation_kind kind_of(const char *type)
{
#define ECMA "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define ISO "http://purl.oclc.org/ooxml/officeDocument/relationships/"
    static const struct {
        const char *type;
        relation_kind kind;
    } known[] = {{ECMA "officeDocument", RELATION_WORKBOOK},
                 {ISO "officeDocument", RELATION_WORKBOOK},
                 {"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", RELATION_CORE},
                 {"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties", RELATION_CORE},
                 {ISO "metadata/core-properties", RELATION_CORE},
                 {ECMA "extended-properties", RELATION_EXTENDED},
                 {ISO "extendedProperties", RELATION_EXTENDED},
                 {ECMA "custom-properties", RELATION_CUSTOM},
                 {ISO "customProperties", RELATION_CUSTOM},
                 {ECMA "sharedStrings", RELATION_STRINGS},
                 {ISO "sharedStrings", RELATION_STRINGS},
                 {ECMA "styles", RELATION_STYLES},
                 {ISO "styles", RELATION_STYLES},
                 {ECMA "theme", RELATION_THEME},
                 {ISO "theme", RELATION_THEME},
                 {ECMA "worksheet", RELATION_SHEET},
                 {ISO "worksheet", RELATION_SHEET}};
#undef ECMA
#undef ISO
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(type, known[i].type))
            return known[i].kind;
    return RELATION_OTHER;
}

static char *slot_of(bp_parts *p, relation_kind kind)
{
    switch (kind) {
    case RELATION_WORKBOOK: return p->workbook;
    case RELATION_CORE: return p->core;
    case RELATION_EXTENDED: return p->extended;
    case RELATION_CUSTOM: return p->custom;
    case RELATION_STRINGS: return p->strings;
    case RELATION_STYLES: return p->styles;
    case RELATION_THEME: return p->theme;
    default: return NULL;
    }
}

static void add_sheet_part(bp_xml *xml, book_reader *r, const char *id, const char *target)
{
    if (!bp_book_grow(xml, &r->sheets, r->sheet_count, &r->sheet_room, sizeof *r->sheets, BP_BOOK_LIST_MAX))
        return;
    relationship *kept = &r->sheets[r->sheet_count];
    *kept = (relationship){.id = keep(xml, r->book, id, strlen(id)), .target = keep(xml, r->book, target, strlen(target))};
    r->sheet_count += kept->id && kept->target;
}

static void start_relationship(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    book_reader *r = context;
    const char *type = bp_xml_attribute(attributes, "Type"), *target = bp_xml_attribute(attributes, "Target");
    const char *id = bp_xml_attribute(attributes, "Id"), *mode = bp_xml_attribute(attributes, "TargetMode");
    char resolved[BP_PACKAGE_NAME_MAX];
    if (!bp_xml_in(xml, "Relationships", 1) || strcmp(name, "Relationship") != 0 || !type || !target || !id)
        return;
    relation_kind kind = kind_of(type);
    char *slot = slot_of(&r->book->parts, kind);
    if (kind == RELATION_OTHER)
        return;
    if ((mode && !strcmp(mode, "External")) || !bp_package_resolve(r->part, target, resolved))
        bp_xml_fail(xml, BP_BOOK_TARGET, BP_ARGS(target));
    else if (kind == RELATION_SHEET)
        add_sheet_part(xml, r, id, resolved);
    else if (*slot)
        bp_xml_fail(xml, BP_BOOK_RELATION_TWICE, BP_ARGS(type));
    else
        strcpy(slot, resolved);
}

static int by_relation_id(const void *a, const void *b)
{
    return strcmp(((const relationship *)a)->id, ((const relationship *)b)->id);
}

static int by_target(const void *a, const void *b)
{
    return strcasecmp((*(const relationship *const *)a)->target, (*(const relationship *const *)b)->target);
}

/* Sorts the relationships of sheets by their ids. Two of one id, or two that mean one part, are no list of sheets. */
static bp_status sort_sheet_parts(book_reader *r, bp_diag *diag)
{
    const bp_where where = {.file = bp_workbook_file(r->book)};
    const relationship **targets = calloc(r->sheet_count + 1, sizeof *targets);
    bp_status status = targets ? BP_OK : bp_report_memory(diag);
    if (!status && r->sheet_count)
        qsort(r->sheets, r->sheet_count, sizeof *r->sheets, by_relation_id);
    for (size_t i = 0; i < r->sheet_count && !status; i++) {
        targets[i] = &r->sheets[i];
        if (i && !strcmp(r->sheets[i - 1].id, r->sheets[i].id))
            status = bp_report(diag, BP_BOOK_RELATION_TWICE, where, BP_ARGS(r->sheets[i].id));
    }
    if (!status && r->sheet_count)
        qsort(targets, r->sheet_count, sizeof *targets, by_target);
    for (size_t i = 1; i < r->sheet_count && !status; i++)
        if (!strcasecmp(targets[i - 1]->target, targets[i]->target))
            status = bp_report(diag, BP_BOOK_SHEET_TWICE, where, BP_ARGS(targets[i]->target));
    free(targets);
    return status;
}

/* Of a part, or of the package where part is "". */
static bp_status read_relationships(book_reader *r, const char *part, bp_diag *diag)
{
    static const bp_xml_events events = {start_relationship, NULL, NULL, BP_XML_RELATIONS};
    char name[BP_PACKAGE_NAME_MAX + 16];
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part) + 1 : 0;
    snprintf(name, sizeof name, "%.*s_rels/%s.rels", folder, part, part + folder);
    r->part = part;
    return bp_xml_read(r->book->package, name, &events, r, diag);
}

/* ---- xl/workbook.xml ---- */

/* The part that a sheet's relationship names. Another sheet must not name the same. */
static const char *sheet_part(bp_xml *xml, book_reader *r, const char *id)
{
    const relationship key = {.id = id};
    relationship *found = id && r->sheet_count ? bsearch(&key, r->sheets, r->sheet_count, sizeof *r->sheets, by_relation_id) : NULL;
    if (!found)
        return NULL;
    if (found->taken)
        bp_xml_fail(xml, BP_BOOK_SHEET_TWICE, BP_ARGS(found->target));
    found->taken = true;
    return found->target;
}

static void add_sheet(bp_xml *xml, book_reader *r, const char *const *attributes)
{
    bp_workbook *book = r->book;
    const char *name = bp_xml_attribute(attributes, "name"), *state = bp_xml_attribute(attributes, "state");
    if (!bp_book_grow(xml, &book->sheets, book->sheet_count, &book->sheet_room, sizeof *book->sheets, BP_BOOK_LIST_MAX))
        return;
    bp_sheet_info *sheet = &book->sheets[book->sheet_count];
    sheet->visibility = !state                        ? BP_SHEET_VISIBLE
                        : !strcmp(state, "hidden")     ? BP_SHEET_HIDDEN
                        : !strcmp(state, "veryHidden") ? BP_SHEET_VERY_HIDDEN
                                                       : BP_SHEET_VISIBLE;
    sheet->part = sheet_part(xml, r, bp_xml_relation(attributes));
    sheet->name = keep_attribute(xml, book, name ? name : "");
    book->sheet_count += sheet->name != NULL;
}

static void start_name(bp_xml *xml, book_reader *r, const char *const *attributes)
{
    const char *name = bp_xml_attribute(attributes, "name");
    uint32_t sheet = bp_xml_number(attributes, "localSheetId", UINT32_MAX);
    r->name = (bp_defined_name){.name = keep_attribute(xml, r->book, name ? name : ""),
                                .sheet = sheet == UINT32_MAX ? SIZE_MAX : sheet,
                                .hidden = bp_xml_flag(attributes, "hidden")};
    bp_buf_truncate(&r->text, 0);
    r->in_name = r->name.name != NULL;
}

static void start_book(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    book_reader *r = context;
    if (bp_xml_in(xml, "workbook", 1) && !strcmp(name, "calcPr"))
        r->book->computes_on_load = bp_xml_flag(attributes, "fullCalcOnLoad");
    else if (bp_xml_in(xml, "workbook", 1) && !strcmp(name, "workbookPr"))
        r->book->is_1904 = bp_xml_flag(attributes, "date1904");
    else if (bp_xml_in(xml, "sheets", 2) && !strcmp(name, "sheet"))
        add_sheet(xml, r, attributes);
    else if (bp_xml_in(xml, "definedNames", 2) && !strcmp(name, "definedName"))
        start_name(xml, r, attributes);
}

static void end_book(bp_xml *xml, void *context, const char *name)
{
    book_reader *r = context;
    bp_workbook *book = r->book;
    if (strcmp(name, "definedName") != 0 || !r->in_name ||
        !bp_book_grow(xml, &book->names, book->name_count, &book->name_room, sizeof *book->names, BP_BOOK_LIST_MAX))
        return;
    r->in_name = false;
    r->name.formula = keep(xml, book, bp_buf_text(&r->text), r->text.size);
    if (r->name.formula)
        book->names[book->name_count++] = r->name;
}

static void text_of_book(bp_xml *xml, void *context, const char *text, size_t size)
{
    book_reader *r = context;
    if (!r->in_name)
        return;
    if (r->text.size + size > BP_BOOK_TEXT_MAX)
        bp_xml_fail(xml, BP_BOOK_TEXT, BP_NO_ARGS);
    else
        bp_buf_put(&r->text, text, size);
}

/* ---- xl/styles.xml ---- */

typedef struct format_code {
    uint32_t id;
    size_t order;             /* of two codes for one id the later one counts */
    bp_number_format format;  /* what the code says, read once: a code may be long, and thousands of formats may have it */
} format_code;

typedef struct styles_reader {
    bp_workbook *book;
    format_code *codes;  /* on the heap, by id once they are sorted */
    size_t count, room;
    bool sorted;
    uint32_t (*chosen)[3];  /* by format: its font, ground and borders, which mean something when the palette is known */
    size_t chosen_count, chosen_room;
    uint32_t *style_fonts;   /* of <cellStyleXfs>: their fonts */
    size_t style_count, style_room;
    uint32_t normal;         /* which of these the default style is */
    bool in_format;      /* an <xf> of <cellXfs>: <cellStyleXfs> has the same elements */
} styles_reader;

static void add_code(bp_xml *xml, styles_reader *r, const char *const *attributes)
{
    const char *code = bp_xml_attribute(attributes, "formatCode");
    if (!code || !bp_book_grow(xml, &r->codes, r->count, &r->room, sizeof *r->codes, BP_BOOK_LIST_MAX))
        return;
    const char *kept = keep_attribute(xml, r->book, code);  /* the format shows values by it */
    if (!kept)
        return;
    r->codes[r->count] = (format_code){bp_xml_number(attributes, "numFmtId", 0), r->count, bp_format_read(kept)};
    r->count++;
    r->sorted = false;
}

static int by_id(const void *a, const void *b)
{
    const format_code *x = a, *y = b;
    int order = (x->order > y->order) - (x->order < y->order);
    return x->id != y->id ? (x->id > y->id) - (x->id < y->id) : order;
}

/* The last code of that id, NULL where there is none. */
static const format_code *find_code(styles_reader *r, uint32_t id)
{
    size_t low = 0, high = r->count;
    if (!r->sorted && r->count)
        qsort(r->codes, r->count, sizeof *r->codes, by_id);
    r->sorted = true;
    while (low < high) {  /* the first of a larger id */
        size_t middle = low + (high - low) / 2;
        if (r->codes[middle].id <= id)
            low = middle + 1;
        else
            high = middle;
    }
    return low && r->codes[low - 1].id == id ? &r->codes[low - 1] : NULL;
}

/* Whether programs may show by another code: two of one number, or another one than the built-in. */
static bool is_ambiguous(const styles_reader *r, const format_code *code)
{
    enum { FIRST_OWN = 164 };
    bool twice = code > r->codes && code[-1].id == code->id && strcmp(code[-1].format.code, code->format.code) != 0;
    return twice || (code->id < FIRST_OWN && strcmp(bp_format_builtin(code->id).code, code->format.code) != 0);
}

static void add_style(bp_xml *xml, styles_reader *r, const char *const *attributes)
{
    if (bp_book_grow(xml, &r->style_fonts, r->style_count, &r->style_room, sizeof *r->style_fonts, BP_BOOK_LIST_MAX))
        r->style_fonts[r->style_count++] = bp_xml_number(attributes, "fontId", UINT32_MAX);
}

static void add_format(bp_xml *xml, styles_reader *r, const char *const *attributes)
{
    bp_workbook *book = r->book;
    uint32_t id = bp_xml_number(attributes, "numFmtId", 0);
    if (!bp_book_grow(xml, &book->formats, book->format_count, &book->format_room, sizeof *book->formats, BP_BOOK_LIST_MAX) ||
        !bp_book_grow(xml, &r->chosen, r->chosen_count, &r->chosen_room, sizeof *r->chosen, BP_BOOK_LIST_MAX))
        return;
    bp_number_format *format = &book->formats[book->format_count++];
    const format_code *code = find_code(r, id);
    *format = code ? code->format : bp_format_builtin(id);
    format->id = id;
    if (code && is_ambiguous(r, code))
        bp_looks_odd(&book->looks, &format->look.odd, "numFmtId", bp_xml_attribute(attributes, "numFmtId"));
    r->chosen[r->chosen_count][0] = bp_xml_number(attributes, "fontId", UINT32_MAX);
    r->chosen[r->chosen_count][1] = bp_xml_number(attributes, "fillId", UINT32_MAX);
    r->chosen[r->chosen_count++][2] = bp_xml_number(attributes, "borderId", UINT32_MAX);
}

/* What moves, shrinks or turns the text besides. */
static void note_odd_alignment(bp_looks *looks, bp_look *look, const char *const *attributes)
{
    static const char *const names[] = {"shrinkToFit", "relativeIndent", "indent"};
    const char *across = bp_xml_attribute(attributes, "horizontal"), *order = bp_xml_attribute(attributes, "readingOrder");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = bp_xml_attribute(attributes, names[i]);
        if (value && strcmp(value, "0") != 0 && strcmp(value, "false") != 0)
            bp_looks_odd(looks, &look->odd, names[i], value);
    }
    if (across && (!strcmp(across, "centerContinuous") || !strcmp(across, "distributed")))
        bp_looks_odd(looks, &look->odd, "horizontal", across);
    if (order && !strcmp(order, "2"))
        bp_looks_odd(looks, &look->odd, "readingOrder", order);
}

static void take_alignment(bp_number_format *format, const char *const *attributes)
{
    const char *across = bp_xml_attribute(attributes, "horizontal");
    format->indent = (int)(bp_xml_number(attributes, "indent", 0) & 0xFF);
    format->look.wrapped = bp_xml_flag(attributes, "wrapText");
    format->look.turned = bp_xml_number(attributes, "textRotation", 0) != 0;
    format->look.filled = across && !strcmp(across, "fill");
}

static void add_alignment(styles_reader *r, const char *const *attributes)
{
    bp_number_format *format = &r->book->formats[r->book->format_count - 1];
    take_alignment(format, attributes);
    note_odd_alignment(&r->book->looks, &format->look, attributes);
}

static void start_style(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    styles_reader *r = context;
    if (bp_xml_in(xml, "numFmts", 2) && !strcmp(name, "numFmt"))
        add_code(xml, r, attributes);
    else if (bp_xml_in(xml, "cellStyleXfs", 2) && !strcmp(name, "xf"))
        add_style(xml, r, attributes);
    else if (bp_xml_in(xml, "cellStyles", 2) && bp_xml_attribute(attributes, "builtinId") &&
             !bp_xml_number(attributes, "builtinId", 1))
        r->normal = bp_xml_number(attributes, "xfId", 0);
    else if (bp_xml_in(xml, "cellXfs", 2) && !strcmp(name, "xf")) {
        r->in_format = true;
        add_format(xml, r, attributes);
    } else if (r->in_format && bp_xml_in(xml, "xf", 3) && !strcmp(name, "alignment") && r->book->format_count)
        add_alignment(r, attributes);
    else
        bp_looks_start(xml, &r->book->looks, name, attributes);
}

static void end_style(bp_xml *xml, void *context, const char *name)
{
    styles_reader *r = context;
    if (bp_xml_in(xml, "cellXfs", 2) && !strcmp(name, "xf"))
        r->in_format = false;
}

static bp_status read_styles(bp_workbook *book, const char *part, bp_diag *diag)
{
    static const bp_xml_events events = {start_style, end_style, NULL, BP_XML_SHEET};
    styles_reader r = {.book = book};
    bp_status status = bp_xml_read(book->package, part, &events, &r, diag);
    for (size_t i = 0; i < r.chosen_count; i++) {
        bp_number_format *format = &book->formats[i];
        format->bold = r.chosen[i][0] < book->looks.font_count && book->looks.fonts[r.chosen[i][0]].bold;
        bp_looks_find(&book->looks, r.chosen[i][0], r.chosen[i][1], r.chosen[i][2], &format->look);
    }
    uint32_t font = r.normal < r.style_count ? r.style_fonts[r.normal] : 0;
    book->default_size = font < book->looks.font_count ? book->looks.fonts[font].size : 0;
    free(r.codes);
    free(r.chosen);
    free(r.style_fonts);
    if (!status && book->looks.failed)
        status = bp_report_memory(diag);
    return status;
}

/* ---- docProps ---- */

typedef struct properties_reader {
    bp_workbook *book;
    bp_property_kind kind;
    unsigned depth;
    const char *name;   /* of the property being read */
    bp_buf text;
} properties_reader;

/* Core and extended: each child of the root. Custom: <property name="..."><vt:lpwstr>text</...>. */
static void start_property(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    properties_reader *r = context;
    if (r->depth++ != 1)
        return;
    const char *given = r->kind == BP_PROPERTY_CUSTOM ? bp_xml_attribute(attributes, "name") : name;
    r->name = given ? keep_attribute(xml, r->book, given) : NULL;
    bp_buf_truncate(&r->text, 0);
}

static void end_property(bp_xml *xml, void *context, const char *name)
{
    properties_reader *r = context;
    bp_workbook *book = r->book;
    (void)name;
    if (--r->depth != 1 || !r->name ||
        !bp_book_grow(xml, &book->properties, book->property_count, &book->property_room, sizeof *book->properties,
                      BP_BOOK_LIST_MAX))
        return;
    if (r->kind == BP_PROPERTY_CUSTOM)  /* the others are plain texts, without escapes */
        bp_unescape(&r->text);
    const char *text = keep(xml, book, bp_buf_text(&r->text), r->text.size);
    if (text)
        book->properties[book->property_count++] = (bp_property){r->kind, r->name, text};
}

static void text_of_property(bp_xml *xml, void *context, const char *text, size_t size)
{
    properties_reader *r = context;
    if (r->text.size + size > BP_BOOK_TEXT_MAX)
        bp_xml_fail(xml, BP_BOOK_TEXT, BP_NO_ARGS);
    else if (r->depth > (r->kind == BP_PROPERTY_CUSTOM ? 2U : 1U))
        bp_buf_put(&r->text, text, size);
}

static bp_status read_properties(bp_workbook *book, bp_property_kind kind, const char *part, bp_diag *diag)
{
    const bp_xml_events events = {start_property, end_property, text_of_property,
                                  kind == BP_PROPERTY_CORE       ? BP_XML_CORE
                                  : kind == BP_PROPERTY_EXTENDED ? BP_XML_EXTENDED
                                                                 : BP_XML_CUSTOM};
    properties_reader r = {.book = book, .kind = kind};
    if (!bp_package_has(book->package, part))
        return BP_OK;  /* properties are optional, and so is the part that a relationship names for them */
    bp_status status = bp_xml_read(book->package, part, &events, &r, diag);
    bp_buf_free(&r.text);
    return status;
}

/* ---- opening ---- */

/* Names the formats of sheets that are packages, too. */
static bp_status check_kind(const book_reader *r, bp_diag *diag)
{
    const bp_where where = {.file = bp_workbook_file(r->book)};
    size_t size = strlen(r->book->parts.workbook);
    if (bp_package_has(r->book->package, "content.xml") && bp_package_has(r->book->package, "mimetype"))
        return bp_report(diag, BP_BOOK_OPEN_DOCUMENT, where, BP_NO_ARGS);
    if (size > 4 && !strcasecmp(r->book->parts.workbook + size - 4, ".bin"))
        return bp_report(diag, BP_BOOK_BINARY, where, BP_NO_ARGS);
    return BP_OK;
}

static bp_status read_parts(book_reader *r, bp_diag *diag)
{
    static const bp_xml_events events = {start_book, end_book, text_of_book, BP_XML_SHEET};
    const bp_parts *p = &r->book->parts;
    bp_workbook *book = r->book;
    bp_status status = check_kind(r, diag);
    if (!status)
        status = read_relationships(r, "", diag);
    if (!status && !*p->workbook)
        return bp_report(diag, BP_BOOK_NONE, (bp_where){.file = bp_workbook_file(book)}, BP_NO_ARGS);
    if (!status)
        status = check_kind(r, diag);
    if (!status)
        status = read_relationships(r, p->workbook, diag);
    if (!status)
        status = sort_sheet_parts(r, diag);
    if (!status)
        status = bp_xml_read(book->package, p->workbook, &events, r, diag);
    bp_looks_begin(&book->looks, &book->arena);
    if (!status && *p->theme && bp_package_has(book->package, p->theme))
        status = bp_theme_read(&book->looks, book->package, p->theme, diag);
    if (!status && *p->styles)
        status = read_styles(book, p->styles, diag);
    if (!status && *p->strings)
        status = bp_strings_read(book, p->strings, diag);
    if (!status && *p->core)
        status = read_properties(book, BP_PROPERTY_CORE, p->core, diag);
    if (!status && *p->extended)
        status = read_properties(book, BP_PROPERTY_EXTENDED, p->extended, diag);
    if (!status && *p->custom)
        status = read_properties(book, BP_PROPERTY_CUSTOM, p->custom, diag);
    return status;
}

bool bp_workbook_begins(const char *bytes, size_t size)
{
    bp_kind kind = bp_kind_of(bytes, size);
    return kind == BP_KIND_ZIP || kind == BP_KIND_OLE;
}

bp_status bp_workbook_open(const bp_source *source, bp_diag *diag, bp_workbook **out)
{
    const bp_where where = {.file = source->name};
    *out = NULL;
    if (!bp_workbook_begins(source->text, source->size))
        return bp_report(diag, BP_BOOK_NONE, where, BP_NO_ARGS);
    if (bp_kind_of(source->text, source->size) == BP_KIND_OLE)
        return bp_report(diag, BP_BOOK_OLD, where, BP_NO_ARGS);
    bp_workbook *book = calloc(1, sizeof *book);
    book_reader *reader = calloc(1, sizeof *reader);
    bp_status status = book && reader ? bp_package_open(source, diag, &book->package) : bp_report_memory(diag);
    if (!status) {
        reader->book = book;
        status = read_parts(reader, diag);
    }
    if (reader) {
        bp_buf_free(&reader->text);
        free(reader->sheets);
    }
    free(reader);
    if (status)
        bp_workbook_close(book);
    else
        *out = book;
    return status;
}

void bp_workbook_close(bp_workbook *book)
{
    if (!book)
        return;
    bp_package_close(book->package);
    bp_arena_free(&book->arena);
    bp_buf_free(&book->strings);
    free(book->string_ends);
    free(book->sheets);
    free(book->names);
    free(book->properties);
    free(book->formats);
    free(book->runs);
    bp_looks_free(&book->looks);
    free(book);
}

/* ---- what was read ---- */

const char *bp_workbook_file(const bp_workbook *book)
{
    return bp_package_name(book->package);
}

int32_t bp_workbook_default_size(const bp_workbook *book)
{
    enum { USUAL = 11000 };
    return book->default_size ? book->default_size : USUAL;
}

bool bp_workbook_computes_on_load(const bp_workbook *book)
{
    return book->computes_on_load;
}

bool bp_workbook_is_1904(const bp_workbook *book)
{
    return book->is_1904;
}

size_t bp_workbook_sheet_count(const bp_workbook *book)
{
    return book->sheet_count;
}

const bp_sheet_info *bp_workbook_sheet(const bp_workbook *book, size_t index)
{
    return &book->sheets[index];
}

size_t bp_workbook_name_count(const bp_workbook *book)
{
    return book->name_count;
}

const bp_defined_name *bp_workbook_name(const bp_workbook *book, size_t index)
{
    return &book->names[index];
}

size_t bp_workbook_property_count(const bp_workbook *book)
{
    return book->property_count;
}

const bp_property *bp_workbook_property(const bp_workbook *book, size_t index)
{
    return &book->properties[index];
}

const char *bp_workbook_find_property(const bp_workbook *book, bp_property_kind kind, const char *name)
{
    for (size_t i = 0; i < book->property_count; i++)
        if (book->properties[i].kind == kind && !strcmp(book->properties[i].name, name))
            return book->properties[i].text;
    return NULL;
}

const char *bp_workbook_fingerprint(const bp_workbook *book, size_t *size)
{
    const char *text = bp_workbook_find_property(book, BP_PROPERTY_CUSTOM, "budgetpress.fingerprint");
    for (size_t i = 0; i < book->name_count && !text; i++) {
        const char *formula = book->names[i].formula;  /* the text in quotes */
        *size = strlen(formula);
        if (!strcmp(book->names[i].name, "_budgetpress_fingerprint") && *size > 2 && formula[0] == '"' &&
            formula[*size - 1] == '"') {
            *size -= 2;
            return formula + 1;
        }
    }
    *size = text ? strlen(text) : 0;
    return text;
}

const bp_number_format *bp_workbook_format(const bp_workbook *book, uint32_t style)
{
    static const bp_number_format general = {.kind = BP_FORMAT_GENERAL, .code = "", .plain = true, .look.ground = 0xFFFFFF};
    return style < book->format_count ? &book->formats[style] : &general;
}
