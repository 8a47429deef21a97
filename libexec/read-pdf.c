/* read-pdf.c - budgetpress-read-pdf: what a PDF shows, as lines of numbers. A program of its own; includes nothing of budgetpress.
 *
 * It reads a PDF that may be hostile: it is given the open file as standard input, gives up what it does not need before it looks
 * at the first byte (src/sandbox), and its output is parsed as strictly as any other input.
 *
 * With the argument "beside" it holds the file against another PDF, descriptor 3, which shows what the file should: all that is
 * in them (objects.c), then the picture of each page (pictures.c). Without it, it tells what the pages show, as words, for those
 * who have no such PDF. That is learned from the drawing, not from poppler's text pages: those leave out text that stands
 * exactly on other text, list text that is invisible, and know nothing of pictures and rules. poppler draws through cairo's
 * public functions; this program defines the few that put something on the page, so that poppler calls them here and each is
 * written down instead of carried out.
 *
 * Lines, lengths in thousandths of a point from the upper left corner of the page:
 *   budgetpress-read-pdf 3         first
 *   title HEX, metadata HEX        UTF-8 and XMP bytes, at most 60 a line, continued by further lines; nothing where there is none
 *   pages N
 * Beside another file then, pages from 1, 0 for the document, HEX the path of keys to an object as /Root/Outlines/First:
 *   added PAGE HEX, missing PAGE HEX, changed PAGE HEX
 *   signed                         all fields are signatures, and one covers the whole file
 *   seal PAGE X0 Y0 X1 Y1          where one shows
 *   update, around, damaged        something was appended to the file; stands before or behind it; libqpdf had to mend it
 *   size PAGE WIDTH HEIGHT         the page has another size: it was not drawn
 *   picture PAGE X0 Y0 X1 Y1       the box around pixels that differ
 * Else for each page:
 *   page WIDTH HEIGHT              then everything on it, in the order of drawing:
 *   text X Y SIZE HEX...           one glyph: left end of its base line, and the code points that it stands for
 *   rule X0 Y0 X1 Y1 THICKNESS     a stroked line
 *   fill X0 Y0 X1 Y1 GREY          the box around a filled shape, 0 black to 1000 white
 *   other X0 Y0 X1 Y1              the box around anything else: pictures, curves, text without characters
 *   note X0 Y0 X1 Y1               an annotation
 *   end
 * And:
 *   done                           last; without it the file was not read to its end
 *   failed REASON                  instead of all that would follow
 */
#include <cairo.h>
#include <dlfcn.h>
#include <math.h>
#include <poppler.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "objects.h"
#include "pictures.h"
#include "sandbox/sandbox.h"

enum {
    OWN = 3,         /* descriptor of the file that is held beside */
    SCALE = 32,      /* poppler moves thin rules to whole pixels: make these small */
    LINE = 256,
    CODE_POINT = 16, /* at most with its blank, and the end of the line */
    METADATA_MAX = 1 << 20,
    BUFFER = 1 << 16,
    READ_MAX = 1 << 30,  /* bytes of a file: the sandbox bounds memory */
    PALE = 25,       /* hundredths of black below which a glyph counts as not shown */
};

#ifdef __SANITIZE_ADDRESS__
/* The libraries keep what they made until the process ends. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

static long drawn;   /* calls that arrived here: 0 on a page with text says that poppler did not call us */
static bool telling; /* they are written down; else they are cairo's to carry out */

/* In a function that cairo has, too: leaves the call to cairo's, unless it is written down. */
#define LEAVE_TO_CAIRO(name, ...)                          \
    if (!telling) {                                        \
        static __typeof__(&name) own;                      \
        if (!own)                                          \
            *(void **)&own = dlsym(RTLD_NEXT, #name);      \
        own(__VA_ARGS__);                                  \
        return;                                            \
    }

static long milli(double points)
{
    double value = points * 1000 / SCALE;
    return value > 1e9 ? 1000000000 : value < -1e9 ? -1000000000 : lround(value);
}

/* Hundredths of black with which the current source covers. */
static int darkness(cairo_t *cr, int *grey)
{
    double r, g, b, a;
    if (cairo_pattern_get_rgba(cairo_get_source(cr), &r, &g, &b, &a) != CAIRO_STATUS_SUCCESS) {
        *grey = 500;
        return 100;
    }
    double light = 0.299 * r + 0.587 * g + 0.114 * b;
    *grey = (int)lround((1 - a * (1 - light)) * 1000);
    return (int)(a * (1 - light) * 100);
}

static void put_box(cairo_t *cr, const char *name, double x0, double y0, double x1, double y1, int grey)
{
    double x[4] = {x0, x1, x0, x1}, y[4] = {y0, y0, y1, y1};
    double left = HUGE_VAL, top = HUGE_VAL, right = -HUGE_VAL, bottom = -HUGE_VAL;
    for (int i = 0; i < 4; i++) {
        cairo_user_to_device(cr, &x[i], &y[i]);
        left = fmin(left, x[i]);
        right = fmax(right, x[i]);
        top = fmin(top, y[i]);
        bottom = fmax(bottom, y[i]);
    }
    printf("%s %ld %ld %ld %ld", name, milli(left), milli(top), milli(right), milli(bottom));
    printf(grey >= 0 ? " %d\n" : "\n", grey);
}

static uint32_t next_code_point(const unsigned char **at, const unsigned char *end)
{
    const unsigned char *p = *at;
    int more = *p < 0x80 ? 0 : *p < 0xE0 ? 1 : *p < 0xF0 ? 2 : 3;
    uint32_t cp = *p & (more ? 0x3Fu >> more : 0x7Fu);
    for (*at = ++p; more-- && p < end && (*p & 0xC0) == 0x80; *at = p)
        cp = cp << 6 | (*p++ & 0x3Fu);
    return cp;
}

/* What all glyphs of one call have in common. */
typedef struct setting {
    cairo_t *cr;
    bool pale;
    double aside_x, aside_y;  /* from a glyph's place to a point that is within it */
    long size;
} setting;

static setting setting_of(cairo_t *cr)
{
    cairo_matrix_t font;
    int grey;
    cairo_get_font_matrix(cr, &font);
    setting s = {
        .cr = cr, .pale = darkness(cr, &grey) < PALE, .aside_x = font.xx / 4 - font.xy / 3, .aside_y = font.yx / 4 - font.yy / 3};
    double deep_x = font.xy, deep_y = font.yy;
    cairo_user_to_device_distance(cr, &deep_x, &deep_y);
    s.size = milli(hypot(deep_x, deep_y));
    return s;
}

/* A blank and the number, at the end of a line that has room for them. Most of the output are glyphs: printf would cost as much as
 * their drawing. */
static char *put_number(char *at, long value)
{
    char digits[24];
    int count = 0;
    unsigned long rest = value < 0 ? 0ul - (unsigned long)value : (unsigned long)value;
    *at++ = ' ';
    if (value < 0)
        *at++ = '-';
    do
        digits[count++] = (char)('0' + rest % 10);
    while (rest /= 10);
    while (count)
        *at++ = digits[--count];
    return at;
}

static char *put_code_point(char *at, uint32_t cp)
{
    int shift = 28;
    *at++ = ' ';
    while (shift && !(cp >> shift))
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        *at++ = "0123456789ABCDEF"[cp >> shift & 0xF];
    return at;
}

static void put_glyph(const setting *s, const cairo_glyph_t *glyph, const char *text, int size)
{
    char line[LINE], *out = line + sizeof "text" - 1;
    const unsigned char *at = (const unsigned char *)text, *end = at + size;
    double x = glyph->x, y = glyph->y;
    if (s->pale || !cairo_in_clip(s->cr, x + s->aside_x, y + s->aside_y))
        return;
    cairo_user_to_device(s->cr, &x, &y);
    memcpy(line, "text", sizeof "text" - 1);
    out = put_number(put_number(put_number(out, milli(x)), milli(y)), s->size);
    if (at == end)
        out = put_code_point(out, 0xFFFD);
    while (at < end) {
        if (out - line > LINE - CODE_POINT) {
            fwrite(line, 1, (size_t)(out - line), stdout);
            out = line;
        }
        out = put_code_point(out, next_code_point(&at, end));
    }
    *out++ = '\n';
    fwrite(line, 1, (size_t)(out - line), stdout);
}

/* The functions of cairo that poppler is to call here. */

void cairo_show_text_glyphs(cairo_t *cr, const char *utf8, int utf8_len, const cairo_glyph_t *glyphs, int num_glyphs,
                            const cairo_text_cluster_t *clusters, int num_clusters, cairo_text_cluster_flags_t flags)
{
    LEAVE_TO_CAIRO(cairo_show_text_glyphs, cr, utf8, utf8_len, glyphs, num_glyphs, clusters, num_clusters, flags)
    const setting s = setting_of(cr);
    int glyph = 0, at = 0;
    drawn++;
    for (int i = 0; i < num_clusters; i++) {
        if (at + clusters[i].num_bytes > utf8_len || glyph + clusters[i].num_glyphs > num_glyphs)
            return;
        if (clusters[i].num_glyphs)
            put_glyph(&s, &glyphs[glyph], utf8 + at, clusters[i].num_bytes);
        at += clusters[i].num_bytes;
        glyph += clusters[i].num_glyphs;
    }
}

void cairo_show_glyphs(cairo_t *cr, const cairo_glyph_t *glyphs, int num_glyphs)
{
    LEAVE_TO_CAIRO(cairo_show_glyphs, cr, glyphs, num_glyphs)
    const setting s = setting_of(cr);
    drawn++;
    for (int i = 0; i < num_glyphs; i++)
        put_glyph(&s, &glyphs[i], "", 0);
}

void cairo_stroke(cairo_t *cr)
{
    LEAVE_TO_CAIRO(cairo_stroke, cr)
    double x = 0, y = 0, x0 = 0, y0 = 0, width = cairo_get_line_width(cr), across = width;
    cairo_path_t *path = cairo_copy_path(cr);
    drawn++;
    cairo_user_to_device_distance(cr, &width, &across);
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *data = &path->data[i];
        double from_x = x, from_y = y, to_x = x0, to_y = y0;
        if (data->header.type == CAIRO_PATH_CURVE_TO)
            put_box(cr, "other", x, y, data[3].point.x, data[3].point.y, -1);
        if (data->header.type != CAIRO_PATH_CLOSE_PATH) {
            to_x = data[data->header.length - 1].point.x;
            to_y = data[data->header.length - 1].point.y;
        }
        x = to_x;
        y = to_y;
        if (data->header.type == CAIRO_PATH_MOVE_TO) {
            x0 = x;
            y0 = y;
        } else if (data->header.type != CAIRO_PATH_CURVE_TO) {
            cairo_user_to_device(cr, &from_x, &from_y);
            cairo_user_to_device(cr, &to_x, &to_y);
            printf("rule %ld %ld %ld %ld %ld\n", milli(from_x), milli(from_y), milli(to_x), milli(to_y), milli(fabs(width)));
        }
    }
    cairo_path_destroy(path);
    cairo_new_path(cr);
}

void cairo_fill(cairo_t *cr)
{
    LEAVE_TO_CAIRO(cairo_fill, cr)
    double x0, y0, x1, y1;
    int grey;
    cairo_path_t *path = cairo_copy_path(cr);
    drawn++;
    darkness(cr, &grey);
    for (int i = 0; i < path->num_data; i += path->data[i].header.length)
        if (path->data[i].header.type == CAIRO_PATH_CURVE_TO)
            grey = -1;
    cairo_path_destroy(path);
    cairo_fill_extents(cr, &x0, &y0, &x1, &y1);
    if (x0 < x1 || y0 < y1)
        put_box(cr, grey < 0 ? "other" : "fill", x0, y0, x1, y1, grey);
    cairo_new_path(cr);
}

static void put_clip(cairo_t *cr)
{
    double x0, y0, x1, y1;
    drawn++;
    cairo_clip_extents(cr, &x0, &y0, &x1, &y1);
    if (x0 < x1 && y0 < y1)
        put_box(cr, "other", x0, y0, x1, y1, -1);
}

void cairo_paint(cairo_t *cr)
{
    LEAVE_TO_CAIRO(cairo_paint, cr)
    put_clip(cr);
}

void cairo_paint_with_alpha(cairo_t *cr, double alpha)
{
    LEAVE_TO_CAIRO(cairo_paint_with_alpha, cr, alpha)
    if (alpha > 0)
        put_clip(cr);
}

void cairo_mask(cairo_t *cr, cairo_pattern_t *pattern)
{
    LEAVE_TO_CAIRO(cairo_mask, cr, pattern)
    put_clip(cr);
}

/* The document. */

static void put_string(const char *name, char *text)
{
    size_t size = text ? strlen(text) : 0;
    bp_put_hex(name, text, size < METADATA_MAX ? size : METADATA_MAX);
    g_free(text);
}

static void put_annotations(const GList *list, double height)
{
    for (const GList *item = list; item; item = item->next) {
        const PopplerAnnotMapping *mapping = item->data;
        const PopplerRectangle *area = &mapping->area;
        if (poppler_annot_get_annot_type(mapping->annot) != POPPLER_ANNOT_LINK)
            printf("note %ld %ld %ld %ld\n", milli(area->x1 * SCALE), milli((height - area->y2) * SCALE), milli(area->x2 * SCALE),
                   milli((height - area->y1) * SCALE));
    }
}

/* For a screen poppler also sorts all text into lines and words, which nobody asks for. A page for print differs in its
 * annotations: where it has any, those that a screen shows count. */
static void draw(PopplerPage *page, const GList *annotations, cairo_t *cr)
{
    if (annotations)
        poppler_page_render(page, cr);
    else
        poppler_page_render_for_printing(page, cr);
}

/* False where poppler knows of text but drew none through the functions above: nothing can be told then. */
static bool put_page(PopplerPage *page)
{
    double width, height;
    GList *annotations = poppler_page_get_annot_mapping(page);
    drawn = 0;
    poppler_page_get_size(page, &width, &height);
    printf("page %ld %ld\n", milli(width * SCALE), milli(height * SCALE));
    const cairo_rectangle_t box = {0, 0, width * SCALE, height * SCALE};
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &box);
    cairo_t *cr = cairo_create(surface);
    cairo_rectangle(cr, 0, 0, box.width, box.height);
    cairo_clip(cr);
    cairo_scale(cr, SCALE, SCALE);
    draw(page, annotations, cr);
    bool whole = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    if (!drawn) {
        char *text = poppler_page_get_text(page);
        whole = whole && (!text || !*text);
        g_free(text);
    }
    put_annotations(annotations, height);
    poppler_page_free_annot_mapping(annotations);
    puts("end");
    return whole;
}

/* The bytes of a file: none where it is no file, too large or changes meanwhile (*changed). They are read, since of a mapped file
 * that somebody cuts short pages vanish; and from memory, since of a file that is read poppler looks through a list of all its
 * parts at each read. */
static bp_pdf_bytes read_file(int fd, bool *changed)
{
    struct stat st, after;
    bool ok = !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= READ_MAX;
    char *bytes = ok ? malloc((size_t)st.st_size) : NULL;
    ssize_t got = bytes ? 1 : 0;
    size_t size = 0;
    while (got > 0 && size < (size_t)st.st_size)
        if ((got = pread(fd, bytes + size, (size_t)st.st_size - size, (off_t)size)) > 0)
            size += (size_t)got;
    *changed = bytes && (got <= 0 || fstat(fd, &after) || after.st_size != st.st_size ||
                         after.st_mtim.tv_sec != st.st_mtim.tv_sec || after.st_mtim.tv_nsec != st.st_mtim.tv_nsec);
    return (bp_pdf_bytes){bytes, size};
}

static PopplerDocument *open_document(bp_pdf_bytes file, int fd, GError **error)
{
    if (!file.size)
        return poppler_document_new_from_fd(fd, NULL, error);
    GBytes *bytes = g_bytes_new_static(file.data, file.size);
    PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, error);
    g_bytes_unref(bytes);
    return document;
}

static const char *reason_of(const GError *error)
{
    if (error && error->domain == POPPLER_ERROR && error->code == POPPLER_ERROR_ENCRYPTED)
        return "encrypted";
    return "damaged";
}

static int fail(const char *reason)
{
    printf("failed %s\n", reason);
    return fflush(stdout) ? 3 : 1;
}

static bool put_pages(PopplerDocument *document, int pages)
{
    bool whole = true;
    telling = true;
    for (int i = 0; i < pages && whole; i++) {
        PopplerPage *page = poppler_document_get_page(document, i);
        whole = page && put_page(page);
        if (page)
            g_object_unref(page);
    }
    return whole;
}

static bool put_beside(PopplerDocument *document, bp_pdf_bytes file)
{
    bool changed;
    bp_pdf_bytes own = read_file(OWN, &changed);
    PopplerDocument *beside = !changed && own.size && file.size ? open_document(own, OWN, NULL) : NULL;
    bool whole = beside && bp_objects_compare(own, file) && bp_pictures_compare(beside, document);
    if (beside)
        g_object_unref(beside);
    return whole;
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    setvbuf(stdout, NULL, _IOFBF, BUFFER);
    puts("budgetpress-read-pdf 3");
    if (bp_sandbox_enter(&(bp_sandbox){.role = BP_SANDBOX_READER}) == BP_SANDBOX_REFUSED)
        return fail("sandbox");
    bool changed;
    bp_pdf_bytes file = read_file(STDIN_FILENO, &changed);
    if (changed)
        return fail("changed");
    PopplerDocument *document = open_document(file, STDIN_FILENO, &error);
    if (!document)
        return fail(reason_of(error));
    int pages = poppler_document_get_n_pages(document);
    put_string("title", poppler_document_get_title(document));
    put_string("metadata", poppler_document_get_metadata(document));
    printf("pages %d\n", pages);
    if (argc > 1 && !strcmp(argv[1], "beside") ? !put_beside(document, file) : !put_pages(document, pages))
        return fail("damaged");
    puts("done");
    g_object_unref(document);
    return fflush(stdout) || ferror(stdout) ? 3 : 0;
}
