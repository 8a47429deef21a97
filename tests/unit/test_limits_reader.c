/* test_limits_reader.c - as many marks as a page of a PDF may have, as much metadata, as many pages, and one more. */
#include "limits.h"

#include "verify/private.h"
#include "verify/reader.h"

static FILE *begin(const char *head)
{
    FILE *lines = tmpfile();
    assert_non_null(lines);
    fprintf(lines, "budgetpress-read-pdf 3\n%s", head);
    return lines;
}

/* What comes of reading the head, and where it is good the first page. */
static bp_status read_lines(FILE *lines)
{
    bp_pdf_reader *reader;
    bp_pdf_facts facts = {0};
    bp_drawn page = {0};
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    rewind(lines);
    bp_status status = bp_pdf_reader_over("a.pdf", lines, diag, &facts, &reader);
    if (!status && facts.pages == 1)
        status = bp_pdf_reader_page(reader, &page);
    assert_found(diag, status, status ? "BP6021" : NULL);
    bp_drawn_free(&page);
    bp_pdf_reader_close(reader);
    bp_buf_free(&facts.title);
    bp_buf_free(&facts.metadata);
    bp_diag_free(diag);
    return status;
}

static bp_status read_marks(size_t count)
{
    static const char *const marks[] = {"text 1 1 1 4E00\n", "fill 1 1 2 2 0\n", "other 1 1 2 2\n"};
    FILE *lines = begin("pages 1\npage 100 100\n");
    for (size_t i = 0; i < count; i++)
        fputs(marks[i % 3], lines);
    fputs("end\n", lines);
    return read_lines(lines);
}

static void test_marks_of_a_page(void **state)
{
    (void)state;
    assert_int_equal(read_marks(1 << 20), BP_OK);
    assert_int_equal(read_marks((1 << 20) + 1), BP_DATA);
}

static bp_status read_metadata(size_t size)
{
    FILE *lines = begin("");
    for (size_t done = 0; done < size; done++)
        fputs(done % 64 ? "41" : done ? "\nmetadata 41" : "metadata 41", lines);
    fputs("\npages 0\n", lines);
    return read_lines(lines);
}

static void test_metadata(void **state)
{
    (void)state;
    assert_int_equal(read_metadata(1 << 20), BP_OK);
    assert_int_equal(read_metadata((1 << 20) + 1), BP_DATA);
}

static void test_pages(void **state)
{
    (void)state;
    assert_int_equal(read_lines(begin("pages 16777216\n")), BP_OK);
    assert_int_equal(read_lines(begin("pages 16777217\n")), BP_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks_of_a_page),
        cmocka_unit_test(test_metadata),
        cmocka_unit_test(test_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
