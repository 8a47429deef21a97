/* pdf.c - a PDF against the model, page by page as the layout draws them. Private to verify/. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "budgetpress/version.h"
#include "base/utf8.h"
#include "verify/beside.h"
#include "verify/private.h"
#include "verify/reader.h"

enum {
    PAGE_SIZE = 1000,  /* by how much a page may be larger or smaller */
    BYTE_ORDER_MARK = 0xFEFF, WORD_JOINER = 0x2060,  /* PDFs name one by the other */
};

typedef struct pdf {
    bp_verifier *v;
    bp_pdf_reader *reader;
    size_t pages, page;     /* in the file; the one in hand */
    bp_drawn asked, found;
    bp_beside *beside;      /* what was told beside our own rendering; NULL: nothing */
} pdf;

static bp_status begin_page(void *context, size_t page, int32_t width, int32_t height)
{
    pdf *p = context;
    p->page = page;
    bp_drawn_reset(&p->asked);
    p->asked.width = width;
    p->asked.height = height;
    return BP_OK;
}

static bp_status text(void *context, const bp_run *run)
{
    pdf *p = context;
    const char *at = run->text, *end = at + run->size;
    int64_t x = 0;
    bp_asked *line = bp_drawn_ask(&p->asked);
    if (!line)
        return bp_report_memory(p->v->diag);
    line->place = (bp_spot){p->page, run->part, run->row, run->column, run->line};
    line->y = run->y;
    line->size = run->size_pt;
    line->x0 = run->x;
    while (at < end) {
        uint32_t cp = bp_utf8_next(&at);
        bp_glyph glyph = {.advance = 1000, .scale = 1000};
        uint32_t selector = bp_selector_at(at, end);
        bool formed = selector && bp_fonts_variant(p->v->fonts, run->role, cp, selector, run->half, &glyph);
        if (!formed && !bp_fonts_glyph(p->v->fonts, run->role, cp, run->half, &glyph) && bp_fonts_short_of_memory(p->v->fonts))
            return bp_report_memory(p->v->diag);
        if (cp == BYTE_ORDER_MARK)
            cp = WORD_JOINER;
        int32_t left = run->x + (int32_t)((x + glyph.shift) * run->size_pt / 1000);
        bp_drawn_mark(&p->asked, (bp_mark){.x = left, .y = run->y - (int32_t)((int64_t)glyph.rise * run->size_pt / 1000),
                                           .size = (int32_t)((int64_t)run->size_pt * glyph.scale / 1000), .cp = cp});
        x += glyph.advance;
        line->count++;
    }
    line->x1 = run->x + (int32_t)(x * run->size_pt / 1000);
    p->v->seen->cells += !run->repeated && !run->line;
    return p->asked.failed ? bp_report_memory(p->v->diag) : BP_OK;
}

static bp_status rule(void *context, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness)
{
    pdf *p = context;
    bp_drawn_stroke(&p->asked, (bp_stroke){x0, y0, x1, y1}, thickness);
    return BP_OK;
}

static bp_status fill(void *context, int32_t x, int32_t y, int32_t width, int32_t height, int grey)
{
    pdf *p = context;
    (void)grey;
    bp_drawn_box(&p->asked, (bp_box){x, y, x + width, y + height, BP_BOX_FILL});
    return BP_OK;
}

static void compare_size(pdf *p)
{
    char is[64], should[64];
    if (abs(p->asked.width - p->found.width) <= PAGE_SIZE && abs(p->asked.height - p->found.height) <= PAGE_SIZE)
        return;
    snprintf(is, sizeof is, "%d x %d", p->found.width / 1000, p->found.height / 1000);
    snprintf(should, sizeof should, "%d x %d", p->asked.width / 1000, p->asked.height / 1000);
    bp_differ_on_page(p->v, BP_VERIFY_PAGE_SIZE, p->page, is, should);
}

static bp_status end_page(void *context)
{
    pdf *p = context;
    size_t before = p->v->seen->differences;
    if (!p->reader) {
        bp_beside_page(p->v, p->beside, p->page, false, &p->asked);
        return BP_OK;
    }
    if (p->page >= p->pages)
        return BP_OK;  /* that pages are missing is said once */
    bp_status status = bp_pdf_reader_page(p->reader, &p->found);
    if (status)
        return status;
    p->v->seen->pages++;
    compare_size(p);
    if (!bp_compare_text(p->v, p->page, &p->asked, &p->found) || !bp_compare_drawing(p->v, p->page, &p->asked, &p->found))
        return bp_report_memory(p->v->diag);
    if (p->beside)
        bp_beside_page(p->v, p->beside, p->page, p->v->seen->differences > before, &p->asked);
    return BP_OK;
}

/* Pages past those of the model are read for what the file may hide at its end. */
static bp_status read_rest(pdf *p, size_t asked)
{
    bp_status status = BP_OK;
    for (size_t page = asked; page < p->pages && !status; page++)
        status = bp_pdf_reader_page(p->reader, &p->found);
    return status ? status : bp_pdf_reader_end(p->reader);
}

static void compare_facts(bp_verifier *v, const bp_pdf_facts *facts)
{
    static const char mark[] = "<budgetpress:modelSHA256>";
    char is[24], should[24];
    size_t asked = bp_layout_page_count(v->layout);
    snprintf(is, sizeof is, "%zu", facts->pages);
    snprintf(should, sizeof should, "%zu", asked);
    if (facts->pages != asked)
        bp_differ_on_page(v, BP_VERIFY_PAGE_COUNT, SIZE_MAX, is, should);
    if (facts->title.size && strcmp(bp_buf_text(&facts->title), bp_table_title(v->table)) != 0)
        bp_differ_on_page(v, BP_VERIFY_TITLE, SIZE_MAX, bp_buf_text(&facts->title), bp_table_title(v->table));
    const char *at = strstr(bp_buf_text(&facts->metadata), mark);
    if (at)
        bp_compare_fingerprint(v, at + sizeof mark - 1, strcspn(at + sizeof mark - 1, "<"));
}

static void free_facts(bp_pdf_facts *facts)
{
    bp_buf_free(&facts->title);
    bp_buf_free(&facts->metadata);
}

/* The words. The reader was opened, as status says, and is closed here. */
static bp_status compare_words(bp_verifier *v, bp_status status, bp_pdf_facts *facts, bp_pdf_reader *reader, bp_beside *beside)
{
    pdf p = {.v = v, .reader = reader, .pages = facts->pages, .beside = beside};
    const bp_canvas canvas = {
        .context = &p, .begin_page = begin_page, .text = text, .rule = rule, .fill = fill, .end_page = end_page};
    if (!status && reader)
        compare_facts(v, facts);
    if (!status)
        status = bp_layout_emit(v->layout, &canvas, v->diag);
    if (!status && reader)
        status = read_rest(&p, bp_layout_page_count(v->layout));
    bp_pdf_reader_close(p.reader);
    bp_drawn_free(&p.asked);
    bp_drawn_free(&p.found);
    free_facts(facts);
    return status;
}

static bp_status read_words(bp_verifier *v, const char *program, int fd, bp_beside *beside)
{
    bp_pdf_facts facts = {0};
    bp_pdf_reader *reader = NULL;
    bp_status status = bp_pdf_reader_open(v->path, program, fd, -1, v->diag, &facts, &reader);
    return compare_words(v, status, &facts, reader, beside);
}

/* Everything but the words: the same is then proven. */
static bp_status read_beside(bp_verifier *v, const char *program, int fd, bp_beside *out)
{
    bp_pdf_facts facts = {0};
    bp_pdf_reader *reader = NULL;
    bp_status status = bp_pdf_reader_open(v->path, program, fd, v->own, v->diag, &facts, &reader);
    if (!status)
        status = bp_beside_read(v, reader, out);
    v->seen->pages = facts.pages;
    out->pages = facts.pages;
    bp_pdf_reader_close(reader);
    free_facts(&facts);
    return status;
}

/* Seals are no difference; whether they lie over text is looked for. */
static bool is_same(const bp_verifier *v, const bp_beside *beside)
{
    bool same = beside->pages == bp_layout_page_count(v->layout);
    for (size_t i = 0; i < beside->count && same; i++)
        same = beside->things[i].told.kind == BP_TOLD_SIGNED || beside->things[i].told.kind == BP_TOLD_SEAL;
    return same;
}

/* Why our own rendering is none that the file could be held against; NULL: it is one. */
static const char *made_otherwise(const bp_verifier *v)
{
    if (v->own < 0)
        return bp_diag_text(v->diag, "the file does not tell how it was made");
    if (strcmp(bp_record_get(&v->record, BP_RECORD_VERSION), BP_VERSION) != 0)
        return bp_diag_text(v->diag, "another version of budgetpress made the file");
    return strcmp(bp_record_get(&v->record, BP_RECORD_FONTS_SHA), v->fonts_digest) != 0
               ? bp_diag_text(v->diag, "the file was made with other fonts than are here")
               : NULL;
}

/* Where the record was packed, the reader unpacks it. */
static bp_status read_record(bp_verifier *v, const char *program, int fd)
{
    bp_pdf_facts facts = {0};
    bp_pdf_reader *reader = NULL;
    bp_status status = bp_pdf_reader_open(v->path, program, fd, -1, v->diag, &facts, &reader);
    if (!bp_record_find(&v->record, BP_RECORD_IN_XMP, ">", bp_buf_text(&facts.metadata), facts.metadata.size) && !status)
        status = bp_report_memory(v->diag);
    bp_pdf_reader_close(reader);
    free_facts(&facts);
    return status ? status : bp_render_as_recorded(v, bp_backend_by_name("pdf"));
}

static bp_status verify(bp_verifier *v, const char *program, int fd, bp_verdict *equal)
{
    bp_beside beside = {0};
    bp_status status = v->own < 0 ? read_record(v, program, fd) : BP_OK;
    if (status)
        return status;
    const char *reason = made_otherwise(v);
    *equal = reason ? BP_VERDICT_WORDS : BP_VERDICT_PIXELS;
    status = reason ? bp_report(v->diag, BP_VERIFY_BY_WORDS, (bp_where){.file = v->path}, BP_ARGS(reason))
                              : read_beside(v, program, fd, &beside);
    if (!status && (reason || !is_same(v, &beside))) {
        v->seen->pages = 0;
        status = read_words(v, program, fd, &beside);
    } else if (!status && beside.count)
        status = compare_words(v, BP_OK, &(bp_pdf_facts){0}, NULL, &beside);
    if (!status)
        bp_beside_rest(v, &beside);
    bp_beside_free(&beside);
    return status;
}

bp_status bp_verify_pdf(bp_verifier *v, int fd, bp_verdict *equal)
{
    bp_buf program = {0};
    bp_buf_printf(&program, "%s/budgetpress-read-pdf", v->libexec);
    bp_status status = program.failed ? bp_report_memory(v->diag) : verify(v, program.data, fd, equal);
    bp_buf_free(&program);
    return status;
}

bp_status bp_verify_pdf_lines(bp_verifier *v, FILE *lines)
{
    bp_pdf_facts facts = {0};
    bp_pdf_reader *reader = NULL;
    bp_status status = bp_pdf_reader_over(v->path, lines, v->diag, &facts, &reader);
    return compare_words(v, status, &facts, reader, NULL);
}

bp_status bp_verify_pdf_told(bp_verifier *v, FILE *lines)
{
    bp_pdf_facts facts = {0};
    bp_pdf_reader *reader = NULL;
    bp_beside beside = {0};
    bp_status status = bp_pdf_reader_over(v->path, lines, v->diag, &facts, &reader);
    if (!status)
        status = bp_beside_read(v, reader, &beside);
    bp_pdf_reader_close(reader);
    free_facts(&facts);
    if (!status)
        status = compare_words(v, BP_OK, &(bp_pdf_facts){0}, NULL, &beside);
    if (!status)
        bp_beside_rest(v, &beside);
    bp_beside_free(&beside);
    return status;
}
