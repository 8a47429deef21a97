/* comments.c - see comments.h (ECMA-376-1, 18.7). The new comments with replies have a copy among these, too. */
#include "format/xlsx/comments.h"

#include <stdio.h>
#include <string.h>

#include "format/xlsx/reader.h"

typedef struct comment_reader {
    bp_workbook *book;
    const char *sheet;                  /* its part */
    char part[BP_PACKAGE_NAME_MAX];     /* of the comments; "" where there is none */
    char drawing[BP_PACKAGE_NAME_MAX];
    bp_comment_event *event;
    void *context;
    bp_buf cell, text;
    bool in_text, drawn;
} comment_reader;

static void start_relationship(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    comment_reader *r = context;
    const char *type = bp_xml_attribute(attributes, "Type"), *target = bp_xml_attribute(attributes, "Target");
    const char *kind = type ? strrchr(type, '/') : NULL;
    (void)xml;
    r->drawn |= kind && !strcmp(kind, "/ctrlProp");
    if (kind && target && !strcmp(kind, "/drawing") && !bp_package_resolve(r->sheet, target, r->drawing))
        r->drawing[0] = '\0';
    if (!strcmp(name, "Relationship") && kind && target && !strcmp(kind, "/comments") &&
        !bp_package_resolve(r->sheet, target, r->part))
        r->part[0] = '\0';
}

static void start_comment(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    comment_reader *r = context;
    const char *ref = bp_xml_attribute(attributes, "ref");
    r->in_text = !strcmp(name, "t") && strcmp(bp_xml_parent(xml), "rPh") != 0;
    if (strcmp(name, "comment") != 0)
        return;
    bp_buf_truncate(&r->cell, 0);
    bp_buf_truncate(&r->text, 0);
    bp_buf_puts(&r->cell, ref ? ref : "");
}

static void put_text(bp_xml *xml, void *context, const char *text, size_t size)
{
    comment_reader *r = context;
    if (r->in_text)
        bp_buf_put(&r->text, text, size);
    if (r->text.size > BP_BOOK_TEXT_MAX)
        bp_xml_fail(xml, BP_BOOK_TEXT, BP_NO_ARGS);
}

static void end_comment(bp_xml *xml, void *context, const char *name)
{
    comment_reader *r = context;
    r->in_text = false;
    if (strcmp(name, "comment") != 0)
        return;
    if (r->cell.failed || r->text.failed) {
        bp_xml_fail(xml, BP_MEMORY, BP_NO_ARGS);
        return;
    }
    bp_unescape(&r->text);
    r->event(r->context, bp_buf_text(&r->cell), bp_buf_text(&r->text));
}

/* Looks for what a drawing holds; some programs write empty ones. The piece before stays for a word that is cut. */
static bool look_for_anchor(void *context, const char *data, size_t size)
{
    static const char word[] = "Anchor";
    comment_reader *r = context;
    bp_buf_put(&r->text, data, size);
    r->drawn |= r->text.size && memmem(r->text.data, r->text.size, word, sizeof word - 1);
    size_t kept = r->text.size < sizeof word ? r->text.size : sizeof word;
    if (kept)
        memmove(r->text.data, r->text.data + r->text.size - kept, kept);
    bp_buf_truncate(&r->text, kept);
    return !r->drawn;
}

bp_status bp_comments_read(bp_workbook *book, size_t sheet, bp_comment_event *event, void *context, bp_diag *diag,
                           bool *drawn)
{
    static const bp_xml_events relations = {start_relationship, NULL, NULL, BP_XML_RELATIONS};
    static const bp_xml_events comments = {start_comment, end_comment, put_text, BP_XML_SHEET};
    const char *part = bp_workbook_sheet(book, sheet)->part, *slash = part ? strrchr(part, '/') : NULL;
    char name[BP_PACKAGE_NAME_MAX + 16];
    int folder = slash ? (int)(slash - part) + 1 : 0;
    comment_reader r = {.book = book, .sheet = part, .event = event, .context = context};
    *drawn = false;
    if (!part)
        return BP_OK;
    snprintf(name, sizeof name, "%.*s_rels/%s.rels", folder, part, part + folder);
    bp_status status = bp_package_has(book->package, name) ? bp_xml_read(book->package, name, &relations, &r, diag) : BP_OK;
    if (!status && *r.part && bp_package_has(book->package, r.part))
        status = bp_xml_read(book->package, r.part, &comments, &r, diag);
    bp_buf_truncate(&r.text, 0);
    if (!status && *r.drawing && bp_package_has(book->package, r.drawing))
        status = bp_package_read(book->package, r.drawing, look_for_anchor, &r, diag);
    bp_buf_free(&r.cell);
    bp_buf_free(&r.text);
    *drawn = r.drawn;
    return status;
}
