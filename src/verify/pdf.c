/* pdf.c - a PDF against the model, page by page as the layout draws them. Private to verify/. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
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
                                           .size = (int32_t)((int64_t)run->size_pt * glyph.scale / 1000), .cp = cp,
                                           .face = glyph.face, .glyph = glyph.id});
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
    if (p->page >= p->pages)
        return BP_OK;  /* that pages are missing is said once */
    bp_status status = bp_pdf_reader_page(p->reader, &p->found);
    if (status)
        return status;
    p->v->seen->pages++;
    compare_size(p);
    if (!bp_compare_text(p->v, p->page, &p->asked, &p->found) || !bp_compare_drawing(p->v, p->page, &p->asked, &p->found))
        return bp_report_memory(p->v->diag);
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

/* The reader was opened, as status says, and is closed here. */
static bp_status compare(bp_verifier *v, bp_status status, bp_pdf_facts *facts, bp_pdf_reader *reader)
{
    pdf p = {.v = v, .reader = reader, .pages = facts->pages};
    const bp_canvas canvas = {
        .context = &p, .begin_page = begin_page, .text = text, .rule = rule, .fill = fill, .end_page = end_page};
    if (!status) {
        compare_facts(v, facts);
        status = bp_layout_emit(v->layout, &canvas, v->diag);
    }
    if (!status)
        status = read_rest(&p, bp_layout_page_count(v->layout));
    bp_pdf_reader_close(p.reader);
    bp_drawn_free(&p.asked);
    bp_drawn_free(&p.found);
    bp_buf_free(&facts->title);
    bp_buf_free(&facts->metadata);
    return status;
}

bp_status bp_verify_pdf(bp_verifier *v, int fd)
{
    bp_pdf_facts facts = {0};
    bp_pdf_reader *reader = NULL;
    bp_buf program = {0};
    bp_buf_printf(&program, "%s/budgetpress-read-pdf", v->libexec);
    bp_status status = program.failed ? bp_report_memory(v->diag)
                                      : bp_pdf_reader_open(v->path, program.data, fd, v->diag, &facts, &reader);
    status = compare(v, status, &facts, reader);
    bp_buf_free(&program);
    return status;
}

bp_status bp_verify_pdf_lines(bp_verifier *v, FILE *lines)
{
    bp_pdf_facts facts = {0};
    bp_pdf_reader *reader = NULL;
    bp_status status = bp_pdf_reader_over(v->path, lines, v->diag, &facts, &reader);
    return compare(v, status, &facts, reader);
}
