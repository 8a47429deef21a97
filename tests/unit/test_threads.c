/* test_threads.c - threads that render at the same time: each with objects of its own, and over one form and one model. Run from
 * the top folder. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "budgetpress/budgetpress.h"

enum { THREADS = 4, FORMATS = 3 };

static const char *const formats[FORMATS] = {"pdf", "xlsx", "csv"};
static char folder[] = "/tmp/test_threads-XXXXXX";

typedef struct job {
    const bp_form *form;    /* NULL: one of its own */
    const bp_model *model;
    int number;
    bp_status status;
} job;

static void name_output(char path[64], int number, int format)
{
    snprintf(path, 64, "%s/%d.%s", folder, number, formats[format]);
}

static void *render(void *argument)
{
    job *j = argument;
    char paths[FORMATS][64];
    bp_output outputs[FORMATS];
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_form *form = NULL;
    bp_model *model = NULL;
    bp_fonts *fonts = NULL;
    for (int i = 0; i < FORMATS; i++) {
        name_output(paths[i], j->number, i);
        outputs[i] = (bp_output){paths[i], NULL};
    }
    bp_status status = bp_fonts_load(".", "noto", diag, &fonts);
    if (!status && !j->form)
        status = bp_form_load(".", "project-performance-targets", diag, &form);
    if (!status && !j->model)
        status = bp_model_read("examples/two-agencies-2025.json", diag, &model);
    if (!status)
        status = bp_render(j->model ? j->model : model, j->form ? j->form : form, fonts, outputs, FORMATS, NULL, 0, diag);
    j->status = status;
    bp_model_free(model);
    bp_form_free(form);
    bp_fonts_free(fonts);
    bp_diag_free(diag);
    return NULL;
}

static bool same_bytes(const char *a, const char *b)
{
    FILE *left = fopen(a, "rb"), *right = fopen(b, "rb");
    int x = EOF, y = EOF;
    bool whole = left && right;
    while (whole && (x = getc(left)) == (y = getc(right)) && x != EOF)
        ;
    if (left)
        fclose(left);
    if (right)
        fclose(right);
    return whole && x == y;
}

/* The outputs of all threads must be those of output 0, which was made alone. */
static void render_at_once(const bp_form *form, const bp_model *model)
{
    pthread_t threads[THREADS];
    job jobs[THREADS + 1] = {{.number = 0}};
    char first[64], path[64];
    render(&jobs[0]);
    assert_int_equal(jobs[0].status, BP_OK);
    for (int i = 0; i < THREADS; i++) {
        jobs[i + 1] = (job){.form = form, .model = model, .number = i + 1};
        assert_int_equal(pthread_create(&threads[i], NULL, render, &jobs[i + 1]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i <= THREADS; i++) {
        assert_int_equal(jobs[i].status, BP_OK);
        for (int k = 0; k < FORMATS; k++) {
            name_output(first, 0, k);
            name_output(path, i, k);
            assert_true(same_bytes(first, path));
        }
    }
}

static void objects_of_their_own(void **state)
{
    (void)state;
    render_at_once(NULL, NULL);
}

static void one_form_and_one_model(void **state)
{
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_form *form = NULL;
    bp_model *model = NULL;
    (void)state;
    assert_int_equal(bp_form_load(".", "project-performance-targets", diag, &form), BP_OK);
    assert_int_equal(bp_model_read("examples/two-agencies-2025.json", diag, &model), BP_OK);
    render_at_once(form, model);
    bp_model_free(model);
    bp_form_free(form);
    bp_diag_free(diag);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char path[64];
    (void)state;
    for (int i = 0; i <= THREADS; i++)
        for (int k = 0; k < FORMATS; k++) {
            name_output(path, i, k);
            unlink(path);
        }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(objects_of_their_own), cmocka_unit_test(one_form_and_one_model)};
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
