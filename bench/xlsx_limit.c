/* xlsx_limit.c - what libxlsxwriter takes by itself, in its constant-memory mode, to write given cells with their heights.
 *
 * The cells are read from a mapped file that bench/bench_render.py made of our own workbook; so nothing is parsed here but their
 * lengths. A record: kind (1 byte), column (1), format (2), row (4), value (8, a double), length (4), text with its NUL.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <xlsxwriter.h>

enum { FORMATS = 64 };

typedef struct record {
    char kind;  /* h height of a row, n number, f formula, s string, b blank, w width of a column */
    uint8_t column;
    uint16_t format;
    uint32_t row;
    double value;
    uint32_t size;
} __attribute__((packed)) record;

/* Distinct formats of the kind that the table has: borders, wrapping, a number format for amounts. */
static lxw_format *format_of(lxw_workbook *book, unsigned index)
{
    static lxw_format *formats[FORMATS];
    lxw_format **format = &formats[index % FORMATS];
    if (!*format) {
        *format = workbook_add_format(book);
        format_set_font_name(*format, "宋体");
        format_set_font_size(*format, 9 + index % FORMATS * 0.5);
        format_set_border(*format, LXW_BORDER_THIN);
        format_set_text_wrap(*format);
        format_set_num_format(*format, "#,##0.00");
    }
    return *format;
}

static void put(lxw_worksheet *sheet, const record *r, const char *text, lxw_format *format)
{
    if (r->kind == 'h')
        worksheet_set_row(sheet, r->row, r->value, NULL);
    else if (r->kind == 'w')
        worksheet_set_column(sheet, r->column, r->column, r->value, NULL);
    else if (r->kind == 'n')
        worksheet_write_number(sheet, r->row, r->column, r->value, format);
    else if (r->kind == 'f')
        worksheet_write_formula_num(sheet, r->row, r->column, text, format, r->value);
    else if (r->kind == 's')
        worksheet_write_string(sheet, r->row, r->column, text, format);
    else
        worksheet_write_blank(sheet, r->row, r->column, format);
}

int main(int argc, char **argv)
{
    struct stat st;
    int fd = argc == 3 ? open(argv[1], O_RDONLY) : -1;
    if (fd < 0 || fstat(fd, &st)) {
        fprintf(stderr, "usage: xlsx_limit CELLS OUT.xlsx\n");
        return 2;
    }
    const char *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0), *end = at + st.st_size;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(argv[2], &options);
    lxw_worksheet *sheet = book ? workbook_add_worksheet(book, NULL) : NULL;
    if (at == MAP_FAILED || !sheet)
        return 3;
    while (at < end) {
        record r;
        memcpy(&r, at, sizeof r);
        put(sheet, &r, at + sizeof r, format_of(book, r.format));
        at += sizeof r + r.size + 1;
    }
    return workbook_close(book) ? 3 : 0;
}
