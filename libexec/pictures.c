/* pictures.c - see pictures.h. A part of budgetpress-read-pdf.
 *
 * Both pages are drawn as for print by the same rasterizer at 200 dots an inch, without annotations, which are told as such. Every
 * pixel must be the same: programs that write streams anew might round the places in them, but of what qpdf and mutool make in two
 * dozen ways (tests/verify/test_verify_forger.py) no pixel differed by even one of 255, so none may.
 */
#include "pictures.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    DPI = 200,
    TILE = 32,      /* pixels; differences in one are told as one */
    TOLD_MAX = 200, /* of a page */
};

static cairo_surface_t *draw(PopplerPage *page, int width, int height)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, DPI / 72.0, DPI / 72.0);
    poppler_page_render_for_printing_with_options(page, cr, POPPLER_PRINT_DOCUMENT);
    bool drawn = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    if (drawn && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_destroy(surface);
    return NULL;
}

typedef struct box {
    int x0, y0, x1, y1;
} box;

static long milli(int pixels)
{
    return lround(pixels * 72000.0 / DPI);
}

/* What differs in the rows [y, y + TILE), tile by tile. */
static void put_tiles(int page, const box *tiles, int count, int *told)
{
    for (int i = 0; i < count; i++)
        if (tiles[i].x1 > tiles[i].x0 && (*told)++ < TOLD_MAX)
            printf("picture %d %ld %ld %ld %ld\n", page, milli(tiles[i].x0), milli(tiles[i].y0), milli(tiles[i].x1),
                   milli(tiles[i].y1));
}

static void mark_row(const uint32_t *a, const uint32_t *b, int width, int y, box *tiles)
{
    for (int x = 0; x < width; x++)
        if (a[x] != b[x]) {
            box *tile = &tiles[x / TILE];
            *tile = tile->x1 ? (box){MIN(tile->x0, x), tile->y0, MAX(tile->x1, x + 1), y + 1} : (box){x, y, x + 1, y + 1};
        }
}

static bool compare_surfaces(int page, cairo_surface_t *own, cairo_surface_t *other)
{
    int width = cairo_image_surface_get_width(own), height = cairo_image_surface_get_height(own), told = 0;
    int count = (width + TILE - 1) / TILE;
    size_t stride = (size_t)cairo_image_surface_get_stride(own);
    const unsigned char *a = cairo_image_surface_get_data(own), *b = cairo_image_surface_get_data(other);
    box *tiles = g_new0(box, (gsize)count);
    for (int y = 0; y < height; y++, a += stride, b += stride) {
        if (memcmp(a, b, (size_t)width * 4) != 0)
            mark_row((const uint32_t *)(const void *)a, (const uint32_t *)(const void *)b, width, y, tiles);
        if (y % TILE == TILE - 1 || y == height - 1) {
            put_tiles(page, tiles, count, &told);
            memset(tiles, 0, (size_t)count * sizeof *tiles);
        }
    }
    g_free(tiles);
    return true;
}

static bool compare_page(int number, PopplerPage *own, PopplerPage *other)
{
    const double same = 0.01;
    double width, height, other_width, other_height;
    poppler_page_get_size(own, &width, &height);
    poppler_page_get_size(other, &other_width, &other_height);
    if (!(fabs(width - other_width) < same && fabs(height - other_height) < same)) {
        printf("size %d %ld %ld\n", number, lround(fmin(other_width, 1e6) * 1000), lround(fmin(other_height, 1e6) * 1000));
        return true;
    }
    int columns = (int)ceil(width * DPI / 72), rows = (int)ceil(height * DPI / 72);
    cairo_surface_t *a = draw(own, columns, rows), *b = a ? draw(other, columns, rows) : NULL;
    bool drawn = a && b && compare_surfaces(number, a, b);
    cairo_surface_destroy(a);
    cairo_surface_destroy(b);
    return drawn;
}

bool bp_pictures_compare(PopplerDocument *own, PopplerDocument *other)
{
    int pages = MIN(poppler_document_get_n_pages(own), poppler_document_get_n_pages(other));
    bool drawn = true;
    for (int i = 0; i < pages && drawn; i++) {
        PopplerPage *a = poppler_document_get_page(own, i), *b = poppler_document_get_page(other, i);
        drawn = a && b && compare_page(i + 1, a, b);
        if (a)
            g_object_unref(a);
        if (b)
            g_object_unref(b);
    }
    return drawn;
}
