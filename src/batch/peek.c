/* peek.c - see peek.h. */
#include "batch/peek.h"

#include <sys/stat.h>

#include "batch/job.h"
#include "json/json.h"

/* A string or a number; nothing else names a file. */
static void put_member(const bp_source *source, const char *pointer, bp_buf *out)
{
    bp_span value;
    if (!bp_json_find(source, pointer, &value))
        return;
    char first = source->text[value.at];
    if (first == '"')
        bp_json_unquote(source, value, out);
    else if (first == '-' || (first >= '0' && first <= '9'))
        bp_buf_put(out, source->text + value.at, value.end - value.at);
}

bool bp_peek_model(const char *path, bp_peek *out)
{
    bp_source *source;
    struct stat st;
    if (!stat(path, &st) && !S_ISREG(st.st_mode))
        return false;
    if (bp_source_open(bp_batch_path(path), NULL, &source))
        return false;
    bool ok = !bp_json_check(source, NULL);
    if (ok) {
        put_member(source, "/form", &out->form);
        put_member(source, "/department/name", &out->department);
        put_member(source, "/department/code", &out->department_code);
        put_member(source, "/fiscal_year", &out->fiscal_year);
        put_member(source, "/title", &out->title);
    }
    bp_source_free(source);
    return ok;
}

void bp_peek_free(bp_peek *peek)
{
    bp_buf_free(&peek->form);
    bp_buf_free(&peek->department);
    bp_buf_free(&peek->department_code);
    bp_buf_free(&peek->fiscal_year);
    bp_buf_free(&peek->title);
}
