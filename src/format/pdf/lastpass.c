/* lastpass.c - see lastpass.h. The functions are those of libqpdf's C interface, the same since its version 10. */
#include "format/pdf/lastpass.h"

#include <dlfcn.h>
#include <string.h>

enum { STREAMS_DISABLE = 0, STREAMS_GENERATE = 2 };  /* qpdf_object_stream_e */

typedef struct qpdf_data *qpdf;

typedef struct library {
    void *handle;
    qpdf (*init)(void);
    void (*cleanup)(qpdf *data);
    void (*set_suppress_warnings)(qpdf data, int value);
    int (*read_memory)(qpdf data, const char *name, const char *buffer, unsigned long long size, const char *password);
    int (*init_write_memory)(qpdf data);
    void (*set_deterministic_ID)(qpdf data, int value);
    void (*set_object_stream_mode)(qpdf data, int mode);
    void (*set_newline_before_endstream)(qpdf data, int value);
    void (*set_linearization)(qpdf data, int value);
    int (*write)(qpdf data);
    size_t (*get_buffer_length)(qpdf data);
    const unsigned char *(*get_buffer)(qpdf data);
} library;

static bool find(void *handle, const char *name, void *function)
{
    void *symbol = dlsym(handle, name);
    memcpy(function, &symbol, sizeof symbol);  /* a pointer to an object is no pointer to a function in C */
    return symbol != NULL;
}

static bool load(library *l)
{
    static const char *const names[] = {"libqpdf.so.30", "libqpdf.so.29", "libqpdf.so.28", "libqpdf.so"};
    for (size_t i = 0; i < sizeof names / sizeof *names && !l->handle; i++)
        l->handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    void *h = l->handle;
    return h && find(h, "qpdf_init", &l->init) && find(h, "qpdf_cleanup", &l->cleanup) &&
           find(h, "qpdf_set_suppress_warnings", &l->set_suppress_warnings) && find(h, "qpdf_read_memory", &l->read_memory) &&
           find(h, "qpdf_init_write_memory", &l->init_write_memory) &&
           find(h, "qpdf_set_deterministic_ID", &l->set_deterministic_ID) &&
           find(h, "qpdf_set_object_stream_mode", &l->set_object_stream_mode) &&
           find(h, "qpdf_set_newline_before_endstream", &l->set_newline_before_endstream) &&
           find(h, "qpdf_set_linearization", &l->set_linearization) && find(h, "qpdf_write", &l->write) &&
           find(h, "qpdf_get_buffer_length", &l->get_buffer_length) && find(h, "qpdf_get_buffer", &l->get_buffer);
}

/* Of a document that is whole a warning, too, is a failure: libqpdf puts null in place of an object for which memory is short, and
 * warns. */
static bool rewrite(const library *l, qpdf data, const bp_buf *document, bool compact, bp_outfile *file)
{
    l->set_suppress_warnings(data, 1);
    if (l->read_memory(data, "budgetpress", document->data, document->size, NULL))
        return false;
    if (l->init_write_memory(data))
        return false;
    l->set_deterministic_ID(data, 1);
    l->set_object_stream_mode(data, compact ? STREAMS_GENERATE : STREAMS_DISABLE);
    l->set_newline_before_endstream(data, 1);  /* PDF/A */
    l->set_linearization(data, 1);
    if (l->write(data))
        return false;
    bp_outfile_write(file, l->get_buffer(data), l->get_buffer_length(data));
    return true;
}

bp_status bp_pdf_linearize(const bp_buf *document, bool compact, bp_outfile *file, bp_diag *diag)
{
    library l = {0};
    bp_status status = BP_OK;
    if (!load(&l))
        status = bp_report(diag, BP_LIBRARY_MISSING, BP_NOWHERE, BP_ARGS("libqpdf", "libqpdf29"));
    else {
        qpdf data = l.init();
        if (!rewrite(&l, data, document, compact, file))
            status = bp_report(diag, BP_LIBRARY_FAILED, BP_NOWHERE, BP_ARGS("libqpdf", "linearization"));
        l.cleanup(&data);
    }
    if (l.handle)
        dlclose(l.handle);
    return status;
}
