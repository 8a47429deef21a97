/* book.c - see book.h. */
#include "format/xlsx/book_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/xlsx/temporary.h"
#include "base/utf8.h"

enum {
    NAME_MAX_CHARS = 31,
    STRING_LITERAL_MAX = 255,     /* characters of one text in a formula */
    FIXED_DATE = 315532800,       /* 1980-01-01 */
};

void bp_book_watch(bp_book *book)
{
    book->short_of_memory |= errno == ENOMEM;
    errno = 0;
}

void bp_book_check(bp_book *book, lxw_error error)
{
    bp_book_watch(book);
    if (error && !book->error)
        book->error = error;
}

/* ---- the file ---- */

/* Temporary files lie beside the output: where there is room for one there is room for the other. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

bp_book *bp_book_new(const char *path, bp_diag *diag)
{
    bp_book *book = calloc(1, sizeof *book);
    bp_temporary_error();  /* of a workbook that was given up */
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = folder_of(path)};
    errno = 0;
    if (book && options.tmpdir) {
        book->diag = diag;
        book->workbook = workbook_new_opt(path, &options);
    }
    free(options.tmpdir);
    if (book && book->workbook)
        return book;
    free(book);
    bp_report_memory(diag);
    return NULL;
}

void bp_book_properties(bp_book *book, const char *title, const char *subject, int64_t date)
{
    lxw_doc_properties properties = {.title = (char *)title, .subject = (char *)subject, /* only read */
                                     .created = date >= 0 ? (time_t)date : FIXED_DATE};
    bp_book_check(book, workbook_set_properties(book->workbook, &properties));
}

void bp_book_property(bp_book *book, const char *name, const char *value)
{
    if (*value)
        bp_book_check(book, workbook_set_custom_property_string(book->workbook, name, value));
}

void bp_book_name(bp_book *book, const char *name, const char *formula, bool hidden)
{
    lxw_defined_name *entry;
    bp_book_check(book, workbook_define_name(book->workbook, name, formula));
    if (!hidden)
        return;
    TAILQ_FOREACH(entry, book->workbook->defined_names, list_pointers) {
        if (!strcmp(entry->name, name))
            entry->hidden = LXW_TRUE;
    }
}

/* The rows of each sheet went into a temporary file, whose failed writes the library does not look for. */
static void check_temporaries(bp_book *book)
{
    lxw_sheet *sheet;
    STAILQ_FOREACH(sheet, book->workbook->sheets, list_pointers) {
        FILE *file = sheet->u.worksheet->optimize_tmpfile;
        if (file && (fflush(file) || ferror(file)))
            bp_book_check(book, LXW_ERROR_CREATING_TMPFILE);
    }
}

/* Frees a workbook that is not packed: packing is what closes the temporary files. */
static void give_up(bp_book *book)
{
    lxw_sheet *sheet;
    STAILQ_FOREACH(sheet, book->workbook->sheets, list_pointers) {
        if (sheet->u.worksheet->optimize_tmpfile)
            fclose(sheet->u.worksheet->optimize_tmpfile);
    }
    lxw_workbook_free(book->workbook);
}

bp_status bp_book_close(bp_book *book)
{
    bp_status status = BP_OK;
    bp_end_row(book);
    check_temporaries(book);
    if (!book->error && !book->cells.failed && !book->short_of_memory)
        bp_book_check(book, workbook_close(book->workbook));
    else
        give_up(book);
    int temporary = bp_temporary_error();
    if (book->cells.failed || book->short_of_memory || temporary == ENOMEM)
        status = bp_report_memory(book->diag);
    else if (temporary)
        status = bp_report(book->diag, BP_FILE_WRITE, BP_NOWHERE,
                           BP_ARGS(bp_diag_text(book->diag, "a temporary file"), bp_error_text(book->diag, temporary)));
    else if (book->error)
        status = bp_report(book->diag, BP_LIBRARY_FAILED, BP_NOWHERE, BP_ARGS("libxlsxwriter", lxw_strerror(book->error)));
    bp_buf_free(&book->cells);
    free(book);
    return status;
}

void bp_book_free(bp_book *book)
{
    if (!book)
        return;
    give_up(book);
    bp_buf_free(&book->cells);
    free(book);
}

void bp_sheet_name(const char *text, char out[BP_SHEET_NAME_SIZE])
{
    size_t size = 0;
    for (int n = 0; *text && n < NAME_MAX_CHARS; n++) {
        uint32_t cp = bp_utf8_next(&text);
        n += cp > 0xFFFF;   /* Excel counts UTF-16 */
        if (cp < 0x80 && strchr("[]:*?/\\'", (int)cp))
            cp = ' ';
        if (n < NAME_MAX_CHARS)
            size += bp_utf8_put(out + size, cp);
    }
    out[size] = '\0';
}

bp_sheet *bp_book_sheet(bp_book *book, const char *name)
{
    char fit[BP_SHEET_NAME_SIZE];
    bp_sheet_name(name, fit);
    bp_sheet *sheet = workbook_add_worksheet(book->workbook, *fit ? fit : NULL);
    if (!sheet)
        bp_book_check(book, LXW_ERROR_SHEETNAME_ALREADY_USED);
    return sheet;
}

bp_sheet *bp_book_find_sheet(bp_book *book, const char *name)
{
    return workbook_get_worksheet_by_name(book->workbook, name);
}

void bp_sheet_protect(bp_sheet *sheet)
{
    lxw_protection rights = {.format_columns = 1, .format_rows = 1, .autofilter = 1};
    worksheet_protect(sheet, NULL, &rights);
}

/* The library copies the formula of such a list twice and loses the first copy: it is given a list of words instead, which is then
 * exchanged for the formula. */
void bp_allow_list(bp_book *book, bp_sheet *sheet, uint32_t first, uint32_t last, size_t column, const char *list,
                   const char *title, const char *message)
{
    static const char *words[] = {"-", NULL};
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = (char **)words,   /* only read, all of it */
                                .input_title = (char *)title, .input_message = *message ? (char *)message : NULL,
                                .error_title = (char *)title, .error_message = "请从列表中选择。"};
    lxw_error error = worksheet_data_validation_range(sheet, first, (lxw_col_t)column, last, (lxw_col_t)column, &rule);
    char *formula = strdup(list);
    bp_book_check(book, error ? error : formula ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED);
    if (error || !formula) {
        free(formula);
        return;
    }
    lxw_data_val_obj *added = STAILQ_FIRST(sheet->data_validations);
    while (STAILQ_NEXT(added, list_pointers))
        added = STAILQ_NEXT(added, list_pointers);
    free(added->value_formula);
    added->value_formula = formula;
}

/* ---- formats ---- */

static bool same_style(const bp_style *a, const bp_style *b)
{
    return a->fill == b->fill && a->color == b->color && a->rule == b->rule && a->size == b->size && a->bold == b->bold &&
           a->strike == b->strike && a->wrap == b->wrap && a->open == b->open && a->align == b->align && a->valign == b->valign &&
           a->top == b->top && a->right == b->right && a->bottom == b->bottom && a->left == b->left &&
           (a->number == b->number || (a->number && b->number && !strcmp(a->number, b->number)));
}

static uint8_t border_of(uint8_t line)
{
    static const uint8_t borders[] = {LXW_BORDER_NONE, LXW_BORDER_THIN, LXW_BORDER_MEDIUM};
    return borders[line];
}

/* 宋体 stands on every machine that Chinese offices use; 小标宋 and 仿宋_GB2312 do not. */
static void set_format(lxw_format *format, const bp_style *s)
{
    static const uint8_t aligns[] = {LXW_ALIGN_LEFT, LXW_ALIGN_CENTER, LXW_ALIGN_RIGHT};
    format_set_font_name(format, "宋体");
    format_set_font_size(format, s->size / 2.0);
    format_set_align(format, aligns[s->align]);
    format_set_align(format, s->valign == BP_VALIGN_TOP ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER);
    format_set_top(format, border_of(s->top));
    format_set_right(format, border_of(s->right));
    format_set_bottom(format, border_of(s->bottom));
    format_set_left(format, border_of(s->left));
    if (s->rule)
        format_set_border_color(format, s->rule);
    if (s->bold)
        format_set_bold(format);
    if (s->strike)
        format_set_font_strikeout(format);
    if (s->wrap)
        format_set_text_wrap(format);
    if (s->open)
        format_set_unlocked(format);
    if (s->fill) {
        format_set_pattern(format, LXW_PATTERN_SOLID);
        format_set_bg_color(format, s->fill);
    }
    if (s->color)
        format_set_font_color(format, s->color);
    if (s->number)
        format_set_num_format(format, s->number);
}

/* The number of a style's format; neighbouring cells mostly share one, or the one before. */
static size_t find_format(bp_book *book, const bp_style *style)
{
    for (size_t n = 0; n < book->format_count; n++) {
        size_t i = (book->last_format + n) % book->format_count;
        if (same_style(&book->styles[i], style))
            return book->last_format = i;
    }
    lxw_format *format = book->format_count < BP_FORMATS_MAX ? workbook_add_format(book->workbook) : NULL;
    if (!format) {
        bp_book_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return SIZE_MAX;
    }
    set_format(format, style);
    book->styles[book->format_count] = *style;
    book->formats[book->format_count] = format;
    book->indexes[book->format_count] = -1;
    return book->last_format = book->format_count++;
}

lxw_format *bp_book_format(bp_book *book, const bp_style *style)
{
    size_t i = find_format(book, style);
    return i == SIZE_MAX ? NULL : book->formats[i];
}

int32_t bp_format_index(bp_book *book, const bp_style *style)
{
    size_t i = find_format(book, style);
    if (i == SIZE_MAX)
        return 0;
    if (book->indexes[i] < 0)
        book->indexes[i] = lxw_format_get_xf_index(book->formats[i]);
    return book->indexes[i];
}

/* ---- merged cells ---- */

/* The library's own worksheet_merge_range writes blanks over all rows of the range at once, which constant memory does not
 * allow. */
void bp_merge_cells(bp_book *book, bp_sheet *sheet, uint32_t row0, size_t column0, uint32_t row1, size_t column1)
{
    if (row0 == row1 && column0 == column1)
        return;
    lxw_merged_range *range = calloc(1, sizeof *range);
    if (!range) {
        bp_book_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    *range =
        (lxw_merged_range){.first_row = row0, .first_col = (lxw_col_t)column0, .last_row = row1, .last_col = (lxw_col_t)column1};
    STAILQ_INSERT_TAIL(sheet->merged_ranges, range, list_pointers);
    if (sheet->merged_range_count < UINT16_MAX)   /* a count that wrapped round to 0 would lose them all */
        sheet->merged_range_count++;
}

/* ---- formulas ---- */

static void put_column(bp_buf *out, size_t column)
{
    if (column >= 26)
        bp_buf_putc(out, (char)('A' + column / 26 - 1));
    bp_buf_putc(out, (char)('A' + column % 26));
}

void bp_ref(bp_buf *out, uint32_t row, size_t column)
{
    put_column(out, column);
    bp_buf_int(out, (int64_t)row + 1);
}

void bp_ref_fixed(bp_buf *out, uint32_t row, size_t column)
{
    bp_buf_putc(out, '$');
    put_column(out, column);
    bp_buf_putc(out, '$');
    bp_buf_int(out, (int64_t)row + 1);
}

void bp_quote_formula_text(bp_buf *out, const char *text, size_t size)
{
    const char *end = text + size;
    int units = 0;
    bp_buf_putc(out, '"');
    while (text < end) {
        const char *at = text;
        uint32_t cp = bp_utf8_next(&text);
        if ((units += 1 + (cp > 0xFFFF)) > STRING_LITERAL_MAX) {
            bp_buf_puts(out, "\"&\"");
            units = 1 + (cp > 0xFFFF);
        }
        if (cp == '"')
            bp_buf_putc(out, '"');
        bp_buf_put(out, at, (size_t)(text - at));
    }
    bp_buf_putc(out, '"');
}
