/* page.c - see page.h. */
#include "format/pdf/page.h"

#include "format/missing.h"
#include "base/chars.h"
#include "base/utf8.h"

static const char LAYOUT_ARTIFACT[] = "/Artifact<</Type/Layout>>BDC\n";

static void put(bp_buf *out, const int32_t *lengths, size_t count, const char *operator)
{
    for (size_t i = 0; i < count; i++) {
        bp_buf_milli(out, lengths[i]);
        bp_buf_putc(out, ' ');
    }
    bp_buf_puts(out, operator);
}

static bp_status begin_page(void *context, size_t page, int32_t width, int32_t height)
{
    bp_pdf_pages *p = context;
    p->page = bp_pdf_reserve(p->store, 1);
    p->width = width;
    p->height = height;
    p->x = p->y = 0;
    p->font = SIZE_MAX;
    p->rise = 0;
    p->thickness = -1;
    bp_buf_truncate(&p->ground, 0);
    bp_buf_truncate(&p->text, 0);
    bp_buf_truncate(&p->rules, 0);
    bp_buf_puts(&p->text, "BT\n");
    if (p->structure)
        bp_pdf_structure_begin_page(p->structure, p->page, page);
    return BP_OK;
}

static bp_status row(void *context, size_t row, int32_t y, const bp_extent *extents)
{
    bp_pdf_pages *p = context;
    bp_entry entries[BP_ENTRY_LEVELS];
    if (p->structure)
        bp_pdf_structure_row(p->structure, row, extents);
    size_t count = p->outline ? bp_table_entries(p->job->table, row, entries) : 0;
    for (size_t i = 0; i < count; i++)
        bp_pdf_outline_add(p->outline, entries[i].level, entries[i].name, p->page, p->height - y);
    return BP_OK;
}

static bp_status rule(void *context, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness)
{
    bp_pdf_pages *p = context;
    if (thickness != p->thickness)
        put(&p->rules, &thickness, 1, "w\n");
    p->thickness = thickness;
    put(&p->rules, (int32_t[]){x0, p->height - y0}, 2, "m ");
    put(&p->rules, (int32_t[]){x1, p->height - y1}, 2, "l S\n");
    return BP_OK;
}

static bp_status fill(void *context, int32_t x, int32_t y, int32_t width, int32_t height, int grey)
{
    bp_pdf_pages *p = context;
    if (!p->ground.size && p->structure)
        bp_buf_puts(&p->ground, LAYOUT_ARTIFACT);
    put(&p->ground, (int32_t[]){grey}, 1, "g ");
    put(&p->ground, (int32_t[]){x, p->height - y - height, width, height}, 4, "re f\n");
    return BP_OK;
}

/* Text. */

/* What is open in the operand of TJ. */
typedef struct shower {
    bp_pdf_pages *pages;
    const bp_run *run;
    int font, scale, rise;   /* set for the run, -1 */
    int pending;             /* what the next glyph is to be moved right by, thousandths of the run's em */
    bool array, string;
} shower;

static void close_array(shower *s)
{
    if (s->array)
        bp_buf_puts(&s->pages->text, s->string ? ")]TJ\n" : "]TJ\n");
    s->array = s->string = false;
}

/* Another font, or a fallback font's size and rise. */
static void set_font(shower *s, const bp_pdf_shown *shown)
{
    bp_pdf_pages *p = s->pages;
    int32_t size = (int32_t)((int64_t)s->run->size_pt * shown->scale / 1000), rise = s->run->size_pt * shown->rise / 1000;
    if (shown->font != p->font || size != p->size) {
        close_array(s);
        bp_buf_puts(&p->text, "/F");
        bp_buf_int(&p->text, (int64_t)shown->font + 1);
        bp_buf_putc(&p->text, ' ');
        put(&p->text, &size, 1, "Tf\n");
        p->font = shown->font;
        p->size = size;
    }
    if (rise != p->rise) {
        close_array(s);
        put(&p->text, &rise, 1, "Ts\n");
        p->rise = rise;
    }
    s->font = shown->font;
    s->scale = shown->scale;
    s->rise = shown->rise;
}

static void show(shower *s, const bp_pdf_shown *shown)
{
    bp_buf *out = &s->pages->text;
    s->pending += shown->before;
    if (!s->array)
        bp_buf_putc(out, '[');
    if (s->pending) {
        if (s->string)
            bp_buf_putc(out, ')');
        bp_buf_int(out, -s->pending * 1000 / shown->scale);  /* TJ counts in the size set */
        s->string = false;
    }
    if (!s->string)
        bp_buf_putc(out, '(');
    s->array = s->string = true;
    bp_buf_put(out, shown->bytes, shown->size);
    s->pending = shown->after;
}

/* A character of private use means nothing by itself: PDF/A-2a wants a replacement text, be it the character itself. */
static void show_spelled(shower *s, const bp_pdf_shown *shown, uint32_t cp)
{
    bp_pdf_pages *p = s->pages;
    bp_buf actual = {0};
    bp_pdf_put_utf16(&actual, cp);
    p->text.failed |= actual.failed;
    close_array(s);
    bp_pdf_structure_replace(p->structure, s->run, bp_buf_text(&actual), &p->text);
    show(s, shown);
    close_array(s);
    bp_pdf_structure_replace(p->structure, s->run, NULL, &p->text);
    bp_buf_free(&actual);
}

/* The form that the selector chooses, or the usual one with a warning, once a document. */
static const bp_pdf_shown *form_of(shower *s, uint32_t cp, uint32_t selector, bp_pdf_shown *variant)
{
    bp_pdf_pages *p = s->pages;
    if (bp_char_is(cp, BP_CHAR_UNSEEN | BP_CHAR_SPACE | BP_CHAR_BLANK))
        selector = 0;  /* there is nothing to choose of */
    if (selector && !bp_pdf_show_variant(p->fonts, s->run->role, s->run->half, cp, selector, variant))
        return NULL;
    if (selector && variant->size)
        return variant;
    const bp_pdf_shown *shown = bp_pdf_show(p->fonts, s->run->role, s->run->half, cp);
    if (selector && shown && shown->size && !p->warned_of_form) {
        bp_warn_of_form(p->job, s->run, cp, selector);
        p->warned_of_form = true;
    }
    return shown;
}

static bp_status show_character(shower *s, uint32_t cp, uint32_t selector)
{
    bp_pdf_pages *p = s->pages;
    bp_pdf_shown variant;
    const bp_pdf_shown *shown = form_of(s, cp, selector, &variant);
    if (!shown)
        return bp_report_memory(p->job->diag);
    if (!shown->size)
        return bp_report_missing(p->job, s->run, cp);
    if (shown->company && !(p->warned >> shown->company & 1)) {
        p->warned |= (uint64_t)1 << shown->company;
        bp_warn_of_letters(p->job, s->run, cp);
    }
    if (s->font != shown->font || s->scale != shown->scale || s->rise != shown->rise)
        set_font(s, shown);
    if (shown->spelled && p->structure)
        show_spelled(s, shown, cp);
    else
        show(s, shown);
    return BP_OK;
}

static bp_status text(void *context, const bp_run *run)
{
    bp_pdf_pages *p = context;
    const char *at = run->text, *end = at + run->size;
    shower s = {.pages = p, .run = run, .font = -1};
    bp_status status = BP_OK;
    int32_t y = p->height - run->y;
    if (p->structure)
        bp_pdf_structure_mark(p->structure, run, &p->text);
    put(&p->text, (int32_t[]){run->x - p->x, y - p->y}, 2, "Td\n");
    p->x = run->x;
    p->y = y;
    while (at < end && !status) {
        uint32_t cp = bp_utf8_next(&at);
        status = show_character(&s, cp, bp_selector_at(at, end));
    }
    close_array(&s);
    return status;
}

/* Objects. */

static void put_layer(bp_buf *out, const bp_buf *layer, bool artifact)
{
    if (!layer->size)
        return;
    bp_buf_puts(out, artifact ? LAYOUT_ARTIFACT : "");
    bp_buf_put(out, bp_buf_text(layer), layer->size);
    bp_buf_puts(out, artifact ? "EMC\n" : "");
    out->failed |= layer->failed;
}

static void end_node(bp_pdf_pages *p)
{
    bp_pdf_dict *node = bp_pdf_dict_new(p->objects, "Pages");
    size_t count = (p->count - 1) % BP_PDF_NODE + 1;
    bp_pdf_set_ref(p->objects, node, "Parent", p->root);
    bp_pdf_set_int(p->objects, node, "Count", (int32_t)count);
    bp_pdf_set_array(p->objects, node, "Kids", p->node_kids);
    bp_pdf_write(p->objects, p->node, node);
    bp_pdf_add_ref(p->objects, p->kids, p->node);
    p->node_kids = NULL;
}

static void write_page(bp_pdf_pages *p, uint32_t contents)
{
    bp_pdf_objects *o = p->objects;
    bp_pdf_dict *page = bp_pdf_dict_new(o, "Page");
    bp_pdf_array *box = bp_pdf_array_new(o);
    const int32_t corners[4] = {0, 0, p->width, p->height};
    for (int i = 0; i < 4; i++)
        bp_pdf_add_milli(o, box, corners[i]);
    bp_pdf_set_ref(o, page, "Parent", p->node);
    bp_pdf_set_array(o, page, "MediaBox", box);
    bp_pdf_set_ref(o, page, "Resources", p->resources);
    bp_pdf_set_ref(o, page, "Contents", contents);
    if (p->structure) {
        bp_pdf_set_int(o, page, "StructParents", (int32_t)p->count);
        bp_pdf_set_name(o, page, "Tabs", "S");
    }
    bp_pdf_write(o, p->page, page);
}

static bp_status end_page(void *context)
{
    bp_pdf_pages *p = context;
    bool tagged = p->structure != NULL;
    bp_buf *out = &p->ground;
    if (tagged)
        bp_pdf_structure_end_page(p->structure, &p->text);
    bp_buf_puts(&p->text, "ET\n");
    if (p->ground.size)  /* the first layer: the others are put behind it */
        bp_buf_puts(out, tagged ? "0 g\nEMC\n" : "0 g\n");
    put_layer(out, &p->text, false);
    put_layer(out, &p->rules, tagged);
    if (out->failed)
        return bp_report_memory(p->job->diag);
    if (p->count % BP_PDF_NODE == 0) {
        p->node = bp_pdf_reserve(p->store, 1);
        p->node_kids = bp_pdf_array_new(p->objects);
    }
    uint32_t contents = bp_pdf_reserve(p->store, 1);
    bp_pdf_put_deflated(p->store, contents, "", bp_buf_text(out), out->size);
    write_page(p, contents);
    bp_pdf_add_ref(p->objects, p->node_kids, p->page);
    if (++p->count % BP_PDF_NODE == 0)
        end_node(p);
    return BP_OK;
}

bp_status bp_pdf_pages_write(bp_pdf_pages *p)
{
    const bp_canvas canvas = {p, begin_page, text, rule, fill, end_page, row};
    p->root = bp_pdf_reserve(p->store, 2);
    p->resources = p->root + 1;
    p->kids = bp_pdf_array_new(p->objects);
    bp_status status = bp_layout_emit(p->job->layout, &canvas, p->job->diag);
    if (status)
        return status;
    if (p->node_kids)
        end_node(p);
    bp_pdf_dict *root = bp_pdf_dict_new(p->objects, "Pages");
    bp_pdf_set_int(p->objects, root, "Count", (int32_t)p->count);
    bp_pdf_set_array(p->objects, root, "Kids", p->kids);
    bp_pdf_write(p->objects, p->root, root);
    p->kids = NULL;
    return BP_OK;
}

void bp_pdf_pages_free(bp_pdf_pages *p)
{
    bp_pdf_array_free(p->objects, p->kids);
    bp_pdf_array_free(p->objects, p->node_kids);
    bp_buf_free(&p->ground);
    bp_buf_free(&p->text);
    bp_buf_free(&p->rules);
}
