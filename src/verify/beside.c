/* beside.c - see beside.h. */
#include "verify/beside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"

enum { THINGS_MAX = 1 << 16 };

static bool add(bp_beside *beside, const bp_pdf_told *told)
{
    if (!BP_ARRAY_ROOM(beside->things, beside->count, beside->room))
        return false;
    bp_thing *thing = &beside->things[beside->count];
    *thing = (bp_thing){.told = *told};
    thing->told.path = (bp_buf){0};
    bp_buf_puts(&thing->told.path, bp_buf_text(&told->path));
    beside->count++;
    return !thing->told.path.failed;
}

/* Within a seal, and a pixel around it. */
static bool is_masked(const bp_beside *beside, const bp_pdf_told *picture)
{
    enum { PIXEL = 360 };
    for (size_t i = 0; i < beside->count; i++) {
        const bp_pdf_told *seal = &beside->things[i].told;
        if (seal->kind == BP_TOLD_SEAL && seal->page == picture->page && picture->x0 >= seal->x0 - PIXEL &&
            picture->x1 <= seal->x1 + PIXEL && picture->y0 >= seal->y0 - PIXEL && picture->y1 <= seal->y1 + PIXEL)
            return true;
    }
    return false;
}

/* What a seal covers is not compared: where it covers text, that is a doubt. */
static void mask_seals(bp_beside *beside)
{
    size_t kept = 0;
    for (size_t i = 0; i < beside->count; i++)
        if (beside->things[i].told.kind == BP_TOLD_PICTURE && is_masked(beside, &beside->things[i].told))
            bp_buf_free(&beside->things[i].told.path);
        else
            beside->things[kept++] = beside->things[i];
    beside->count = kept;
}

bp_status bp_beside_read(bp_verifier *v, bp_pdf_reader *reader, bp_beside *out)
{
    bp_pdf_told told = {0};
    bp_status status;
    bool ok = true;
    /* more than that are not named one by one, and the file differs in any case */
    while (ok && !(status = bp_pdf_reader_told(reader, &told)) && told.kind != BP_TOLD_END)
        if (out->count < THINGS_MAX)
            ok = add(out, &told);
    bp_buf_free(&told.path);
    mask_seals(out);
    return ok ? status : bp_report_memory(v->diag);
}

void bp_beside_free(bp_beside *beside)
{
    for (size_t i = 0; i < beside->count; i++)
        bp_buf_free(&beside->things[i].told.path);
    free(beside->things);
}

static bool overlaps(const bp_pdf_told *box, const bp_asked *line)
{
    return box->x0 < line->x1 && box->x1 > line->x0 && box->y0 < line->y + line->size / 4 && box->y1 > line->y - line->size;
}

static void put_characters(const bp_drawn *asked, const bp_asked *line, bp_buf *out)
{
    char bytes[BP_UTF8_MAX];
    for (size_t i = line->first; i < line->first + line->count; i++)
        bp_buf_put(out, bytes, bp_utf8_put(bytes, asked->marks[i].cp));
}

static void put_corner(char out[48], int32_t x, int32_t y)
{
    snprintf(out, 48, "%d,%d", x / 1000, y / 1000);
}

static void report_line(bp_verifier *v, const bp_pdf_told *box, const bp_drawn *asked, const bp_asked *line)
{
    bp_buf text = {0};
    put_characters(asked, line, &text);
    if (box->kind == BP_TOLD_PICTURE)
        bp_differ(v, BP_VERIFY_PICTURE, &line->place, bp_buf_text(&text), NULL, NULL);
    else
        bp_doubt_in_cell(v, BP_VERIFY_SEAL_OVER, NULL, &line->place, bp_buf_text(&text), NULL, NULL);
    v->failed |= text.failed;
    bp_buf_free(&text);
}

/* Where no line stands. */
static void report_box(bp_verifier *v, const bp_pdf_told *box)
{
    char from[48], to[48];
    put_corner(from, box->x0, box->y0);
    put_corner(to, box->x1, box->y1);
    bp_differ_on_page(v, BP_VERIFY_PICTURE_ELSEWHERE, (size_t)box->page - 1, from, to);
}

/* Each line once, in the order of the page; then the first box that no line was named for. */
static void report_boxes(bp_verifier *v, bp_beside *beside, bp_told_kind kind, size_t page, const bp_drawn *asked)
{
    const bp_thing *elsewhere = NULL;
    for (size_t l = 0; l < asked->asked_count; l++) {
        const bp_asked *line = &asked->asked[l];
        bool named = false;
        for (size_t i = 0; i < beside->count; i++) {
            bp_thing *thing = &beside->things[i];
            if (thing->told.kind != kind || (size_t)thing->told.page != page + 1 || !overlaps(&thing->told, line))
                continue;
            if (!named)
                report_line(v, &thing->told, asked, line);
            named = thing->explained = true;
        }
    }
    for (size_t i = 0; i < beside->count && kind == BP_TOLD_PICTURE; i++) {
        bp_thing *thing = &beside->things[i];
        if (thing->told.kind != kind || (size_t)thing->told.page != page + 1)
            continue;
        if (!thing->explained && !elsewhere)
            report_box(v, &(elsewhere = thing)->told);
        thing->explained = true;
    }
}

/* What stands in the contents of the page is told by what it shows. */
static void explain(bp_beside *beside, size_t page)
{
    for (size_t i = 0; i < beside->count; i++) {
        bp_thing *thing = &beside->things[i];
        bool contents = thing->told.kind == BP_TOLD_CHANGED && !strcmp(bp_buf_text(&thing->told.path), "/Contents");
        if ((size_t)thing->told.page == page + 1 && (contents || thing->told.kind == BP_TOLD_PICTURE))
            thing->explained = true;
    }
}

void bp_beside_page(bp_verifier *v, bp_beside *beside, size_t page, bool words_differ, const bp_drawn *asked)
{
    size_t before = v->seen->differences;
    if (!words_differ)
        report_boxes(v, beside, BP_TOLD_PICTURE, page, asked);
    if (words_differ || v->seen->differences > before)
        explain(beside, page);
    report_boxes(v, beside, BP_TOLD_SEAL, page, asked);
}

static void report_thing(bp_verifier *v, const bp_pdf_told *told)
{
    static const bp_code codes[] = {
        [BP_TOLD_ADDED] = BP_VERIFY_OBJECT_ADDED,     [BP_TOLD_MISSING] = BP_VERIFY_OBJECT_LOST,
        [BP_TOLD_CHANGED] = BP_VERIFY_OBJECT_CHANGED, [BP_TOLD_PICTURE] = BP_VERIFY_PICTURE_ELSEWHERE,
        [BP_TOLD_SIZE] = BP_VERIFY_OBJECT_CHANGED,    [BP_TOLD_UPDATE] = BP_VERIFY_UPDATED,
        [BP_TOLD_AROUND] = BP_VERIFY_AROUND,          [BP_TOLD_MENDED] = BP_VERIFY_MENDED,
    };
    const char *path = told->kind == BP_TOLD_SIZE ? "/MediaBox" : bp_buf_text(&told->path);
    if (told->kind == BP_TOLD_PICTURE)
        report_box(v, told);
    else
        bp_differ_on_page(v, codes[told->kind], told->page ? (size_t)told->page - 1 : SIZE_MAX, path, NULL);
}

/* A signature and its seal are told, and are no difference. */
static void note_seal(bp_verifier *v, const bp_pdf_told *told)
{
    char from[48], to[48], page[24];
    put_corner(from, told->x0, told->y0);
    put_corner(to, told->x1, told->y1);
    snprintf(page, sizeof page, "%d", told->page);
    const bp_where where = {.file = v->path};
    if (told->kind == BP_TOLD_SIGNED)
        bp_report(v->diag, BP_VERIFY_SIGNED, where, BP_NO_ARGS);
    else
        bp_report(v->diag, BP_VERIFY_SEAL, where, BP_ARGS(page, from, to));
}

/* What the file says of itself changes with the facts: where these differ, it is told. */
static bool is_explained(const bp_verifier *v, const bp_thing *thing)
{
    return thing->explained || (v->seen->differences && !strcmp(bp_buf_text(&thing->told.path), "/Root/Metadata"));
}

void bp_beside_rest(bp_verifier *v, bp_beside *beside)
{
    for (size_t i = 0; i < beside->count; i++) {
        const bp_thing *thing = &beside->things[i];
        if (thing->told.kind == BP_TOLD_SIGNED || thing->told.kind == BP_TOLD_SEAL)
            note_seal(v, &thing->told);
        else if (!is_explained(v, thing))
            report_thing(v, &thing->told);
    }
}
