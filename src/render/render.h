/* render.h - one rendering as the commands that run many of them, and verify, need it. Included by batch, verify and cli.
 *
 * bp_render of the public header is the same with everything optional left out.
 */
#ifndef BP_RENDER_RENDER_H
#define BP_RENDER_RENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "budgetpress/render.h"

/* What to write, and how. Everything is borrowed. */
typedef struct bp_rendering {
    const bp_output *outputs;
    size_t output_count;
    const char *const *options; /* "backend.key=value" */
    size_t option_count;
    const bp_diag *findings; /* what a form of findings shows; NULL: the form shows the model */
    bool unsynced;           /* outputs are complete but not yet on the disk: the caller sees to that */
} bp_rendering;

/* As bp_render; *pages, where it is not NULL, becomes the number of pages that the table was laid out on. */
bp_status bp_render_pages(const bp_model *model, const bp_form *form, bp_fonts *fonts, const bp_rendering *what, bp_diag *diag,
                          size_t *pages);

/* Whether the formats are there, the options are theirs and SOURCE_DATE_EPOCH is a date; bp_render says the same of one
 * rendering. */
bp_status bp_render_check_options(const char *const *formats, size_t format_count, const char *const *options, size_t option_count,
                                  bp_diag *diag);

struct bp_table;
struct bp_layout;
struct bp_backend;

/* How one output is made once more, in memory. Everything is borrowed. */
typedef struct bp_again {
    const struct bp_backend *backend;
    const char *const *options; /* "backend.key=value" */
    size_t option_count;
    int64_t date;             /* -1: none */
    const char *fonts_digest; /* of what the table was measured with */
} bp_again;
/* Whether the back end has these options and values. */
bool bp_render_options_fit(const struct bp_backend *backend, const char *const *options, size_t count);
/* *fd becomes the caller's. */
bp_status bp_render_in_memory(struct bp_table *table, struct bp_layout *layout, bp_fonts *fonts, const bp_again *how, bp_diag *diag,
                              int *fd);
/* What every output of a rendering is made from: checks the model, binds it to the form and lays the table out. Free both. */
bp_status bp_lay_out(const bp_model *model, const bp_form *form, bp_fonts *fonts, bp_diag *diag, struct bp_table **table,
                     struct bp_layout **layout);

#endif
