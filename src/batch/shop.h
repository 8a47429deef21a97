/* shop.h - what a worker keeps ready from job to job: forms, font sets, and what they are known by. Included by batch.
 *
 * The parent fills it before the first worker is forked, so that workers share its pages; what a job needs beyond that is added by
 * the worker that meets it. Forms and fonts are read once: a batch does not see what is changed under it.
 */
#ifndef BP_BATCH_SHOP_H
#define BP_BATCH_SHOP_H

#include "batch/job.h"
#include "base/sha256.h"
#include "form/form.h"
#include "facts/model.h"

enum { BP_SHOP_FORMS = 64, BP_SHOP_SETS = 4 };

typedef struct bp_shop_set {
    char *name;
    bp_fonts *fonts;
    char digest[BP_SHA256_TEXT];
} bp_shop_set;

typedef struct bp_shop {
    const char *data_dir;            /* borrowed, as the defaults */
    const bp_job_defaults *defaults;
    struct {
        char *name;
        bp_form *form;
        char digest[BP_SHA256_TEXT];
    } forms[BP_SHOP_FORMS];
    size_t form_count;
    bp_shop_set sets[BP_SHOP_SETS];
    size_t set_count;
} bp_shop;

/* Opens the batch's fonts and loads its form, or where it names none every form there is; reports what fails. */
bp_status bp_shop_open(bp_shop *shop, const char *data_dir, const bp_job_defaults *defaults, bp_diag *diag);
void bp_shop_close(bp_shop *shop);

/* The form that a job asks for, or else the one that the model names. */
bp_status bp_shop_form(bp_shop *shop, const char *asked, const bp_model *model, bp_diag *diag, const bp_form **out);
/* Of everything that the outcome owes to a form at hand. */
const char *bp_shop_form_digest(const bp_shop *shop, const bp_form *form);
/* The form of that name if it can be had; NULL is not reported. */
const bp_form *bp_shop_form_by_name(bp_shop *shop, const char *name);
bp_status bp_shop_set_of(bp_shop *shop, const char *asked, bp_diag *diag, bp_shop_set **out);
/* What, beside input and form, the bytes of the outputs depend on. */
void bp_shop_settings(const bp_shop *shop, const bp_shop_set *set, const char *const *options, size_t count,
                      char out[BP_SHA256_TEXT]);

#endif
