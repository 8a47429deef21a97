/* test_cube.c - declared facts: dimensions, cuts, selections and sums, held against adding lines by their codes plainly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "facts/cube.h"

static const char country[] =
    "{\"schema\": \"budgetpress-facts/1\", \"dimensions\": {"
    "\"vote\": {\"name\": \"Vote\", \"levels\": [1, 1, 2], \"level_names\": [\"head\", \"sub\", \"item\"]},"
    "\"nature\": {\"name\": \"Nature\", \"members\": {\"current\": {\"name\": \"Current\", \"members\": {\"pay\": \"Pay\","
    " \"goods\": \"Goods\"}}, \"capital\": \"Capital\"}},"
    "\"status\": {\"name\": \"Status\", \"members\": {\"voted\": \"Voted\", \"spent\": \"Spent\"}, \"initial\": \"voted\"}},"
    "\"ledgers\": {"
    "\"outlay\": {\"name\": \"Outlay\", \"dimensions\": [\"vote\", \"nature\"]},"
    "\"wages\": {\"name\": \"Wages\", \"dimensions\": [\"vote\"], \"cut_of\": \"outlay\", \"where\": {\"nature\": \"pay\"}}}}";

enum { VOTE, NATURE, STATUS };

typedef struct country_facts {
    char folder[64];
    bp_diag *diag;
    bp_declaration *declaration;
    bp_cube cube;
} country_facts;

static bp_status declare(country_facts *f, const char *text)
{
    char path[160];
    strcpy(f->folder, "/tmp/test_cube.XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(path, sizeof path, "mkdir -p %s/templates/facts", f->folder);
    assert_int_equal(system(path), 0);
    snprintf(path, sizeof path, "%s/templates/facts/country.json", f->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    f->diag = bp_diag_new(BP_LANG_EN);
    assert_non_null(f->diag);
    bp_status status = bp_declaration_load(f->folder, "country", f->diag, &f->declaration);
    snprintf(path, sizeof path, "rm -rf %s", f->folder);
    assert_int_equal(system(path), 0);
    return status;
}

static void forget(country_facts *f)
{
    bp_cube_free(&f->cube);
    bp_declaration_free(f->declaration);
    bp_diag_free(f->diag);
}

static void begin(country_facts *f)
{
    static const char *const items[] = {"1101", "1102", "12", "1201", "2101", "2201", "2202"};
    assert_int_equal(declare(f, country), BP_OK);
    bp_cube_begin(&f->cube, f->declaration);
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        assert_true(bp_axis_add(&f->cube.axes[VOTE], items[i], items[i]));
    assert_true(bp_axis_add(&f->cube.axes[VOTE], "1", "Crown"));
    assert_true(bp_axis_close(&f->cube.axes[VOTE], "", &f->cube.arena));
    assert_true(bp_axis_close(&f->cube.axes[NATURE], "", &f->cube.arena));
    assert_true(bp_axis_close(&f->cube.axes[STATUS], f->declaration->dimensions[STATUS].initial, &f->cube.arena));
}

static void add(country_facts *f, const char *vote, const char *nature, const char *status, int64_t amount)
{
    const uint32_t places[] = {bp_axis_find(&f->cube.axes[VOTE], vote), bp_axis_find(&f->cube.axes[NATURE], nature),
                               bp_axis_find(&f->cube.axes[STATUS], status)};
    assert_true(bp_ledger_add(&f->cube, &f->cube.ledgers[0], places, (bp_amount){amount * 1000000, true}));
    f->cube.ledgers[0].given = true;
}

static void codes_stand_in_preorder_with_what_they_are_inside_of(void **state)
{
    country_facts f = {0};
    (void)state;
    begin(&f);
    const bp_axis *axis = &f.cube.axes[VOTE];
    static const char *const want[] = {"1", "11", "1101", "1102", "12", "1201", "2", "21", "2101", "22", "2201", "2202"};
    assert_int_equal(axis->count, sizeof want / sizeof *want);
    for (uint32_t i = 0; i < axis->count; i++) {
        const bp_element *e = &axis->elements[i];
        assert_string_equal(e->code, want[i]);
        for (uint32_t j = 0; j < axis->count; j++)  /* what begins with the code, and no other, is in the subtree */
            assert_int_equal(j >= i && j < e->end, !strncmp(want[j], want[i], strlen(want[i])));
    }
    assert_string_equal(axis->elements[0].name, "Crown");
    assert_string_equal(axis->elements[1].name, "");
    const char *part;
    assert_int_equal(bp_element_part(axis, 3, 2, &part), 2);
    assert_memory_equal(part, "02", 2);
    assert_int_equal(bp_element_part(axis, 1, 2, &part), 0);
    forget(&f);
}

static void a_line_that_says_nothing_stands_where_its_dimension_begins(void **state)
{
    country_facts f = {0};
    bp_selection all = {0}, moved;
    bp_sum sum;
    (void)state;
    begin(&f);
    add(&f, "1101", "pay", "", 5);
    add(&f, "1101", "pay", "spent", 7);
    assert_true(bp_select_initial(&f.cube, &f.cube.arena, &all));
    bp_ledger_sum(&f.cube, &f.cube.ledgers[0], NULL, 2, &all, &sum);
    assert_int_equal(sum.amount.micro, 5000000);
    moved = all;
    const char *spent = "spent";
    assert_true(bp_select(&f.cube, STATUS, &spent, 1, &f.cube.arena, &moved));
    bp_ledger_sum(&f.cube, &f.cube.ledgers[0], NULL, 2, &moved, &sum);
    assert_int_equal(sum.amount.micro, 7000000);  /* not nothing, as narrowing would have it */
    forget(&f);
}

static void what_is_known_only_coarser_is_told_and_not_left_out(void **state)
{
    country_facts f = {0};
    bp_selection pay = {0}, current = {0};
    bp_sum sum;
    const char *code = "pay", *outer = "current";
    (void)state;
    begin(&f);
    add(&f, "1101", "capital", "", 1);
    add(&f, "1102", "current", "", 3);
    assert_true(bp_select(&f.cube, NATURE, &outer, 1, &f.cube.arena, &current));
    bp_ledger_sum(&f.cube, &f.cube.ledgers[0], NULL, 2, &current, &sum);
    assert_int_equal(sum.amount.micro, 3000000);
    assert_int_equal(sum.coarser, UINT32_MAX);
    assert_true(bp_select(&f.cube, NATURE, &code, 1, &f.cube.arena, &pay));
    bp_ledger_sum(&f.cube, &f.cube.ledgers[0], NULL, 2, &pay, &sum);
    assert_int_equal(sum.coarser, 1);
    assert_int_equal(sum.dimension, NATURE);
    forget(&f);
}

static void a_ledger_that_is_not_given_is_that_cut_of_another(void **state)
{
    country_facts f = {0};
    bp_selection selection = {0};
    bp_sum sum;
    unsigned unknown;
    (void)state;
    begin(&f);
    add(&f, "1101", "pay", "", 2);
    add(&f, "2101", "goods", "", 3);
    add(&f, "2101", "pay", "", 4);
    int wages = bp_ledger_find(f.declaration, "wages");
    const bp_ledger *lines = bp_ledger_lines(&f.cube, (unsigned)wages, 1u << VOTE, &f.cube.arena, &selection, &unknown);
    assert_ptr_equal(lines, &f.cube.ledgers[0]);
    bp_ledger_sum(&f.cube, lines, NULL, lines->count, &selection, &sum);
    assert_int_equal(sum.amount.micro, 6000000);
    add(&f, "", "pay", "", 1);  /* one that nobody knows the vote of */
    selection = (bp_selection){0};
    assert_null(bp_ledger_lines(&f.cube, (unsigned)wages, 1u << VOTE, &f.cube.arena, &selection, &unknown));
    assert_int_equal(unknown, VOTE);
    forget(&f);
}

/* Whether a code is in the subtree of another, plainly. */
static bool inside(unsigned dimension, const char *code, const char *outer)
{
    if (dimension == VOTE)
        return !strncmp(code, outer, strlen(outer));
    return !strcmp(code, outer) || (!strcmp(outer, "current") && (!strcmp(code, "pay") || !strcmp(code, "goods")));
}

static bool inside_one(unsigned dimension, const char *code, const char *const *of, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (inside(dimension, code, of[i]))
            return true;
    return false;
}

static void sums_are_those_of_adding_lines_by_their_codes(void **state)
{
    static const char *const votes[] = {"1101", "1102", "1201", "2101", "2201", "2202"};
    static const char *const natures[] = {"pay", "goods", "capital"};
    static const char *const any_vote[] = {"1", "11", "1102", "12", "2", "22", "2202", "9"};
    static const char *const any_nature[] = {"current", "pay", "goods", "capital"};
    country_facts f = {0};
    unsigned seed = 7;
    struct {
        const char *vote, *nature;
        int64_t amount;
    } plain[300];
    (void)state;
    begin(&f);
    for (size_t i = 0; i < 300; i++) {
        seed = seed * 1103515245u + 12345u;
        plain[i].vote = votes[(seed >> 16) % 6];
        plain[i].nature = natures[(seed >> 20) % 3];
        plain[i].amount = (int64_t)(seed >> 8) - 8000000;
        add(&f, plain[i].vote, plain[i].nature, "", plain[i].amount);
    }
    for (int round = 0; round < 500; round++) {
        const char *first[3], *second[3], *nature[2];
        for (int i = 0; i < 3; i++) {
            seed = seed * 1103515245u + 12345u;
            first[i] = any_vote[(seed >> 16) % 8];
            second[i] = any_vote[(seed >> 20) % 8];
            nature[i % 2] = any_nature[(seed >> 24) % 4];
        }
        bp_selection selection = {0};
        assert_true(bp_select(&f.cube, VOTE, first, 3, &f.cube.arena, &selection));
        assert_true(bp_select(&f.cube, NATURE, nature, 2, &f.cube.arena, &selection));
        assert_true(bp_select(&f.cube, VOTE, second, 3, &f.cube.arena, &selection));
        int64_t want = 0;
        uint32_t lines = 0;
        for (size_t i = 0; i < 300; i++)
            if (inside_one(VOTE, plain[i].vote, first, 3) && inside_one(VOTE, plain[i].vote, second, 3) &&
                inside_one(NATURE, plain[i].nature, nature, 2)) {
                want += plain[i].amount;
                lines++;
            }
        bp_sum sum;
        bp_ledger_sum(&f.cube, &f.cube.ledgers[0], NULL, 300, &selection, &sum);
        assert_int_equal(sum.amount.micro, want * 1000000);
        assert_int_equal(sum.lines, lines);
        assert_int_equal(sum.amount.present, lines != 0);
    }
    uint32_t order[300], room[300];
    for (uint32_t i = 0; i < 300; i++)
        order[i] = i;
    bp_ledger_group(&f.cube, &f.cube.ledgers[0], VOTE, order, 300, room);
    for (size_t i = 1; i < 300; i++) {
        int way = strcmp(plain[order[i - 1]].vote, plain[order[i]].vote);
        assert_true(way < 0 || (!way && order[i - 1] < order[i]));
    }
    forget(&f);
}

static void a_declaration_that_is_wrong_is_told_where(void **state)
{
    static const struct {
        const char *text, *pointer;
    } wrong[] = {
        {"{\"schema\": \"budgetpress-facts/1\", \"dimensions\": {\"a\": {\"name\": \"A\", \"levels\": [1], \"level_names\": []}},"
         " \"ledgers\": {}}", "/dimensions/a/levels"},
        {"{\"schema\": \"budgetpress-facts/1\", \"dimensions\": {\"a\": {\"name\": \"A\"}}, \"ledgers\": {}}", "/dimensions/a"},
        {"{\"schema\": \"budgetpress-facts/1\", \"dimensions\": {}, \"ledgers\": {\"l\": {\"name\": \"L\","
         " \"dimensions\": [\"x\"]}}}",
         "/ledgers/l/dimensions"},
        {"{\"schema\": \"budgetpress-facts/1\", \"dimensions\": {}, \"ledgers\": {\"l\": {\"name\": \"L\", \"dimensions\": [],"
         " \"cut_of\": \"l\"}}}", "/ledgers/l/cut_of"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        country_facts f = {0};
        assert_int_equal(declare(&f, wrong[i].text), BP_DATA);
        assert_null(f.declaration);
        assert_int_equal(bp_diag_count(f.diag), 1);
        assert_string_equal(bp_diag_get(f.diag, 0)->pointer, wrong[i].pointer);
        forget(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_stand_in_preorder_with_what_they_are_inside_of),
        cmocka_unit_test(a_line_that_says_nothing_stands_where_its_dimension_begins),
        cmocka_unit_test(what_is_known_only_coarser_is_told_and_not_left_out),
        cmocka_unit_test(a_ledger_that_is_not_given_is_that_cut_of_another),
        cmocka_unit_test(sums_are_those_of_adding_lines_by_their_codes),
        cmocka_unit_test(a_declaration_that_is_wrong_is_told_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
