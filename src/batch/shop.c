/* shop.c - see shop.h. */
#include "batch/shop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "budgetpress/version.h"
#include "font/fonts.h"

static void put_text(bp_sha256 *hash, const char *text)
{
    bp_sha256_put(hash, text, strlen(text) + 1);
}

/* Whether a file cannot be opened because of what it is: it is as much a state as its bytes are. Anything else may be otherwise in
 * the next moment, and then a digest without the file would be wrong. */
static bool is_no_file(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == EPERM || error == ELOOP || error == EISDIR;
}

/* A font file by its size and its beginning, where the checksums of all its tables stand: as good as its bytes, and no time is
 * spent on reading twenty megabytes. 0, or the errno of what failed. */
static int put_font_file(bp_sha256 *hash, const char *path)
{
    enum { HEAD = 1 << 13 };
    struct stat st;
    char head[HEAD];
    int fd = open(path, O_RDONLY | O_CLOEXEC), error = fd < 0 ? errno : 0;
    if (fd < 0)
        return is_no_file(error) ? 0 : error;
    ssize_t size = fstat(fd, &st) ? -1 : pread(fd, head, HEAD, 0);
    if (size < 0)
        error = errno;
    close(fd);
    if (error)
        return is_no_file(error) ? 0 : error;
    bp_sha256_put(hash, &st.st_size, sizeof st.st_size);
    bp_sha256_put(hash, head, (size_t)size);
    return 0;
}

static int put_description(bp_sha256 *hash, const char *path)
{
    char digest[BP_SHA256_TEXT];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int error = fd < 0 ? errno : bp_sha256_fd(fd, digest);
    if (!error)
        put_text(hash, digest);
    if (fd >= 0)
        close(fd);
    return error;
}

static bp_status unread(bp_diag *diag, const char *path, int error)
{
    return bp_report(diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS(path, bp_error_text(diag, error)));
}

/* A digest that left out what could not be read would be another one, and outputs that still hold would be made anew. */
static bp_status take_digest(bp_shop_set *set, const char *data_dir, bp_diag *diag)
{
    bp_sha256 hash;
    bp_font_candidate candidate;
    const char *before = "";
    char *path = NULL;
    if (asprintf(&path, strchr(set->name, '/') ? "%.0s%s" : "%s/fonts/%s.json", data_dir, set->name) < 0)
        return bp_report_memory(diag);
    bp_sha256_begin(&hash);
    int error = put_description(&hash, path);
    bp_status status = error ? unread(diag, path, error) : BP_OK;
    free(path);
    for (size_t i = 0; i < bp_fonts_candidate_count(set->fonts) && !status; i++) {
        if (bp_fonts_candidate(set->fonts, i, &candidate)) {
            status = bp_report_memory(diag);  /* there were as many a moment ago */
            break;
        }
        put_text(&hash, candidate.role);
        put_text(&hash, candidate.family);
        bp_sha256_put(&hash, &candidate.index, sizeof candidate.index);
        if (!candidate.path || !strcmp(candidate.path, before))
            continue;
        before = candidate.path;
        if ((error = put_font_file(&hash, candidate.path)))
            status = unread(diag, candidate.path, error);
    }
    bp_sha256_end(&hash, set->digest);
    return !status && bp_fonts_short_of_memory(set->fonts) ? bp_report_memory(diag) : status;
}

/* Jobs may name any number of forms and sets over a long run: when there is no room the ones at hand are let go, except the first,
 * which is the batch's own. */
static void make_room_for_set(bp_shop *shop)
{
    if (shop->set_count < BP_SHOP_SETS)
        return;
    while (shop->set_count > 1) {
        bp_shop_set *last = &shop->sets[--shop->set_count];
        bp_fonts_free(last->fonts);
        free(last->name);
    }
}

bp_status bp_shop_set_of(bp_shop *shop, const char *asked, bp_diag *diag, bp_shop_set **out)
{
    const char *name = asked && *asked ? asked : shop->defaults->font_set ? shop->defaults->font_set : "noto";
    for (size_t i = 0; i < shop->set_count; i++)
        if (!strcmp(shop->sets[i].name, name)) {
            *out = &shop->sets[i];
            return BP_OK;
        }
    make_room_for_set(shop);
    bp_shop_set *set = &shop->sets[shop->set_count];
    *set = (bp_shop_set){.name = strdup(name)};
    bp_status status = set->name ? bp_fonts_load(shop->data_dir, name, diag, &set->fonts) : bp_report_memory(diag);
    if (!status)
        status = bp_fonts_prepare(set->fonts, diag);
    if (!status)
        status = take_digest(set, shop->data_dir, diag);
    if (status) {
        bp_fonts_free(set->fonts);
        free(set->name);
        return status;
    }
    shop->set_count++;
    *out = set;
    return BP_OK;
}

/* Forms. */

static void drop_forms(bp_shop *shop)
{
    for (size_t i = 0; i < shop->form_count; i++) {
        bp_form_free(shop->forms[i].form);
        free(shop->forms[i].name);
    }
    shop->form_count = 0;
}

/* What a form makes of a model: its own files, and the settings of the rules in its folder, where it has any. */
static bp_status take_form_digest(const bp_form *form, bp_diag *diag, char out[BP_SHA256_TEXT])
{
    char *path, settings[BP_SHA256_TEXT];
    if (asprintf(&path, "%s/checks.json", form->folder) < 0)
        return bp_report_memory(diag);
    int fd = open(path, O_RDONLY | O_CLOEXEC), error = fd < 0 ? errno : bp_sha256_fd(fd, settings);
    bp_status status = error && !is_no_file(error) ? unread(diag, path, error) : BP_OK;
    bp_sha256 hash;
    bp_sha256_begin(&hash);
    put_text(&hash, form->digest);
    put_text(&hash, error ? "" : settings);
    bp_sha256_end(&hash, out);
    if (fd >= 0)
        close(fd);
    free(path);
    return status;
}

static bp_status load(bp_shop *shop, const char *name, bp_diag *diag, const bp_form **out)
{
    bp_form *form = NULL;
    char *copy = strdup(name), digest[BP_SHA256_TEXT];
    *out = NULL;
    bp_status status = copy ? bp_form_load(shop->data_dir, name, diag, &form) : bp_report_memory(diag);
    if (!status)
        status = take_form_digest(form, diag, digest);
    if (status) {
        bp_form_free(form);
        free(copy);
        return status;
    }
    if (shop->form_count == BP_SHOP_FORMS)
        drop_forms(shop);
    memcpy(shop->forms[shop->form_count].digest, digest, sizeof digest);
    shop->forms[shop->form_count].name = copy;
    shop->forms[shop->form_count++].form = form;
    *out = form;
    return BP_OK;
}

static bp_status form_named(bp_shop *shop, const char *name, bp_diag *diag, const bp_form **out)
{
    for (size_t i = 0; i < shop->form_count; i++)
        if (!strcmp(shop->forms[i].name, name)) {
            *out = shop->forms[i].form;
            return BP_OK;
        }
    return load(shop, name, diag, out);
}

const char *bp_shop_form_digest(const bp_shop *shop, const bp_form *form)
{
    size_t i = 0;
    while (shop->forms[i].form != form)
        i++;
    return shop->forms[i].digest;
}

const bp_form *bp_shop_form_by_name(bp_shop *shop, const char *name)
{
    const bp_form *form;
    return form_named(shop, name, NULL, &form) ? NULL : form;
}

bp_status bp_shop_form(bp_shop *shop, const char *asked, const bp_model *model, bp_diag *diag, const bp_form **out)
{
    const char *name = asked && *asked ? asked : shop->defaults->form ? shop->defaults->form : bp_model_form(model);
    const bp_where where = {.source = model->source, .pointer = ""};
    if (!*name)
        return bp_report(diag, BP_MISSING_KEY, where, BP_ARGS("form"));
    bool from_model = name == bp_model_form(model);
    if (from_model && strchr(name, '/'))  /* what a model says may not lead out of the templates */
        return bp_report(diag, BP_UNKNOWN_FORM, (bp_where){.source = model->source, .pointer = "/form"}, BP_ARGS(name, ""));
    return form_named(shop, name, diag, out);
}

static void load_all(bp_shop *shop)
{
    size_t count;
    const bp_form *form;
    char **names = bp_form_list(shop->data_dir, &count);
    for (size_t i = 0; names && i < count && i < BP_SHOP_FORMS; i++)
        load(shop, names[i], NULL, &form);  /* a broken one is reported by the job that asks for it */
    free(names);
}

bp_status bp_shop_open(bp_shop *shop, const char *data_dir, const bp_job_defaults *defaults, bp_diag *diag)
{
    bp_shop_set *set;
    const bp_form *form;
    *shop = (bp_shop){.data_dir = data_dir, .defaults = defaults};
    bp_status status = bp_shop_set_of(shop, NULL, diag, &set);
    if (!status && defaults->form)
        status = form_named(shop, defaults->form, diag, &form);
    else if (!status)
        load_all(shop);
    return status;
}

void bp_shop_close(bp_shop *shop)
{
    drop_forms(shop);
    for (size_t i = 0; i < shop->set_count; i++) {
        bp_fonts_free(shop->sets[i].fonts);
        free(shop->sets[i].name);
    }
    shop->set_count = 0;
}

void bp_shop_settings(const bp_shop *shop, const bp_shop_set *set, const char *const *options, size_t count,
                      char out[BP_SHA256_TEXT])
{
    bp_sha256 hash;
    const char *date = getenv("SOURCE_DATE_EPOCH");
    bp_sha256_begin(&hash);
    put_text(&hash, BP_VERSION);
    put_text(&hash, set->digest);
    put_text(&hash, date ? date : "");
    for (size_t i = 0; i < shop->defaults->option_count; i++)
        put_text(&hash, shop->defaults->options[i]);
    for (size_t i = 0; i < count; i++)
        put_text(&hash, options[i]);
    bp_sha256_end(&hash, out);
}
