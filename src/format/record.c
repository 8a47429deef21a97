/* record.c - see record.h. */
#include "format/record.h"

#include <stdio.h>
#include <string.h>

#include "budgetpress/version.h"

const char *const bp_record_names[BP_RECORD_ITEMS] = {
    "version", "form", "formSHA256", "modelSHA256", "options", "fontsSHA256", "date",
};

/* The last part of a path: where a form lies does not change what it says. */
static void put_form_name(bp_buf *out, const char *name)
{
    size_t size = strlen(name);
    while (size > 1 && name[size - 1] == '/')
        size--;
    const char *slash = memrchr(name, '/', size);
    bp_buf_put(out, slash ? slash + 1 : name, slash ? size - (size_t)(slash + 1 - name) : size);
}

/* One option with its value, as it is given to the command. */
static void put_option(bp_buf *out, const bp_option *option, int value)
{
    const char *choice = option->choices;
    bp_buf_printf(out, "%s%s=", out->size ? " " : "", option->key);
    if (option->kind != BP_OPTION_CHOICE) {
        bp_buf_int(out, value);
        return;
    }
    for (int i = 0; i < value; i++)
        choice = strchrnul(choice, '|') + 1;
    bp_buf_put(out, choice, strcspn(choice, "|"));
}

static bool is_whole(const bp_record *record)
{
    bool whole = true;
    for (size_t i = 0; i < BP_RECORD_ITEMS; i++)
        whole = whole && !record->values[i].failed;
    return whole;
}

const char *bp_record_fingerprint(const bp_job *job)
{
    if (!*job->fingerprint && !bp_model_fingerprint(bp_table_model(job->table), job->fingerprint)) {
        *job->fingerprint = '\0';
        return NULL;
    }
    return job->fingerprint;
}

bool bp_record_make(const bp_job *job, bp_record *out)
{
    const char *fingerprint = bp_record_fingerprint(job);
    const bp_form *form = bp_table_form(job->table);
    *out = (bp_record){0};
    if (!fingerprint)
        return false;
    bp_buf_puts(&out->values[BP_RECORD_VERSION], BP_VERSION);
    put_form_name(&out->values[BP_RECORD_FORM], form->name);
    bp_buf_puts(&out->values[BP_RECORD_FORM_SHA], form->digest);
    bp_buf_puts(&out->values[BP_RECORD_MODEL_SHA], fingerprint);
    for (size_t i = 0; job->backend->options && job->backend->options[i].key; i++)
        put_option(&out->values[BP_RECORD_OPTIONS], &job->backend->options[i], job->options[i]);
    bp_buf_puts(&out->values[BP_RECORD_FONTS_SHA], job->fonts_digest);
    if (job->date >= 0)
        bp_buf_int(&out->values[BP_RECORD_DATE], job->date);
    return is_whole(out);
}

void bp_record_free(bp_record *record)
{
    for (size_t i = 0; i < BP_RECORD_ITEMS; i++)
        bp_buf_free(&record->values[i]);
}

const char *bp_record_get(const bp_record *record, bp_record_item item)
{
    return bp_buf_text(&record->values[item]);
}

static void set_item(bp_record *record, size_t item, const char *value, size_t size)
{
    bp_buf_truncate(&record->values[item], 0);
    bp_buf_put(&record->values[item], value, size);
}

void bp_record_set(bp_record *record, const char *name, const char *value, size_t size)
{
    for (size_t i = 0; i < BP_RECORD_ITEMS; i++)
        if (!strcmp(name, bp_record_names[i]))
            set_item(record, i, value, size);
}

bool bp_record_find(bp_record *record, const char *before, const char *behind, const char *bytes, size_t size)
{
    enum { NAME = 64, VALUE_MAX = 1024 };
    char element[NAME];
    for (size_t i = 0; i < BP_RECORD_ITEMS; i++) {
        size_t head = (size_t)snprintf(element, sizeof element, "%s%s%s", before, bp_record_names[i], behind);
        const char *found = memmem(bytes, size, element, head);
        size_t rest = found ? size - (size_t)(found + head - bytes) : 0;
        const char *end = rest ? memchr(found + head, '<', rest < VALUE_MAX ? rest : VALUE_MAX) : NULL;
        if (end)
            set_item(record, i, found + head, (size_t)(end - found) - head);
    }
    return is_whole(record);
}
