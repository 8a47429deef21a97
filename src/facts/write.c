/* write.c - the normalized JSON of a model, by the table of its members. Private to facts/; see model.h. */
#include "base/sha256.h"
#include "facts/members.h"
#include "json/write.h"

static bool write(bp_writer *w, const bp_model *model)
{
    bp_write_object(w, &bp_model_object, model);
    bp_buf_putc(&w->out, '\n');
    return bp_write_end(w);
}

char *bp_model_write(const bp_model *model)
{
    bp_writer w = {.sink = NULL};
    write(&w, model);
    return bp_buf_take(&w.out);
}

bool bp_model_write_to(const bp_model *model, bp_sink *sink, void *context)
{
    bp_writer w = {.sink = sink, .context = context};
    bool ok = write(&w, model);
    bp_buf_free(&w.out);
    return ok;
}

static void put_into_hash(void *hash, const char *text, size_t size)
{
    bp_sha256_put(hash, text, size);
}

bool bp_model_fingerprint(const bp_model *model, char out[BP_FINGERPRINT_SIZE])
{
    bp_sha256 hash;
    bp_sha256_begin(&hash);
    bool ok = bp_model_write_to(model, put_into_hash, &hash);
    bp_sha256_end(&hash, out);
    return ok;
}
