/* trace.c - every page, text run and rule as a line of text: the oracle of the layout tests. */
#include "format/trace/trace.h"

#include "base/buf.h"
#include "json/json.h"

typedef struct trace {
    bp_outfile *file;
    bp_buf line;
    bp_diag *diag;
} trace;

static const char *const part_names[] = {"title", "meta", "header", "body", "note", "footer"};

static bp_status end_line(trace *t)
{
    bp_buf_putc(&t->line, '\n');
    bp_outfile_write(t->file, bp_buf_text(&t->line), t->line.size);
    bp_buf_truncate(&t->line, 0);
    return t->line.failed ? bp_report_memory(t->diag) : BP_OK;
}

static void put_lengths(trace *t, const int32_t *lengths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bp_buf_putc(&t->line, ' ');
        bp_buf_milli(&t->line, lengths[i]);
    }
}

static bp_status begin_page(void *context, size_t page, int32_t width, int32_t height)
{
    trace *t = context;
    bp_buf_printf(&t->line, "page %zu", page + 1);
    put_lengths(t, (int32_t[]){width, height}, 2);
    return end_line(t);
}

static bp_status text(void *context, const bp_run *run)
{
    trace *t = context;
    bp_buf_puts(&t->line, "text");
    put_lengths(t, (int32_t[]){run->x, run->y, run->size_pt}, 3);
    bp_buf_printf(&t->line, " %s %s %zu %zu %u %s%s ", bp_role_names[run->role], part_names[run->part], run->row, run->column,
                  run->line, run->hard ? "hard" : "soft", run->repeated ? " again" : "");
    char *copy = NULL;
    bp_buf quoted = {0};
    bp_buf_put(&quoted, run->text, run->size);
    copy = bp_buf_take(&quoted);
    if (!copy)
        return bp_report_memory(t->diag);
    bp_json_quote(&t->line, copy);
    bp_buf quoted_done = {.data = copy};
    bp_buf_free(&quoted_done);
    return end_line(t);
}

static bp_status rule(void *context, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t thickness)
{
    trace *t = context;
    bp_buf_puts(&t->line, "rule");
    put_lengths(t, (int32_t[]){x0, y0, x1, y1, thickness}, 5);
    return end_line(t);
}

static bp_status fill(void *context, int32_t x, int32_t y, int32_t width, int32_t height, int grey)
{
    trace *t = context;
    bp_buf_puts(&t->line, "fill");
    put_lengths(t, (int32_t[]){x, y, width, height, grey}, 5);
    return end_line(t);
}

static bp_status end_page(void *context)
{
    trace *t = context;
    bp_buf_puts(&t->line, "end");
    return end_line(t);
}

static bp_status write_trace(const bp_job *job, bp_outfile *file)
{
    trace t = {.file = file, .diag = job->diag};
    const bp_canvas canvas = {&t, begin_page, text, rule, fill, end_page, NULL};
    bp_status status = bp_layout_emit(job->layout, &canvas, job->diag);
    bp_buf_free(&t.line);
    return status;
}

const bp_backend bp_trace_backend = {"trace", "trace", BP_FAMILY_PAGE, NULL, write_trace, NULL};
