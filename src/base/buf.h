/* buf.h - a growing byte buffer. Anyone may include this.
 *
 * A buffer that ran out of memory keeps what it had, refuses everything further and says so in `failed`: append freely and
 * ask once at the end.
 */
#ifndef BP_BASE_BUF_H
#define BP_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Takes bytes of what is written. */
typedef void bp_sink(void *context, const char *text, size_t size);

typedef struct bp_buf {
    char *data;       /* NUL-terminated whenever it is not NULL */
    size_t size, room;
    bool failed;
    bool lent;        /* data is the caller's, until it is too small */
} bp_buf;

/* A buffer that begins in memory of the caller's, which must last as long: what is put together often needs no heap then. */
static inline bp_buf bp_buf_over(char *memory, size_t room)
{
    memory[0] = '\0';
    return (bp_buf){.data = memory, .room = room, .lent = true};
}

/* Whether a buffer of this thread ran out of memory since the last call. Asked before and after a larger piece of work, it finds
 * what was not asked of a buffer itself. */
bool bp_buf_ran_out(void);

/* Makes room for size more bytes and the NUL; false when memory is short. */
bool bp_buf_reserve(bp_buf *buf, size_t size);
/* Here, because texts are put together from short pieces: most of the cost would be the call. */
static inline void bp_buf_put(bp_buf *buf, const char *data, size_t size)
{
    if ((size >= buf->room - buf->size || buf->failed) && !bp_buf_reserve(buf, size))
        return;
    if (size)
        memcpy(buf->data + buf->size, data, size);
    buf->size += size;
    buf->data[buf->size] = '\0';
}
static inline void bp_buf_puts(bp_buf *buf, const char *text)
{
    bp_buf_put(buf, text, strlen(text));
}
static inline void bp_buf_putc(bp_buf *buf, char c)
{
    bp_buf_put(buf, &c, 1);
}
void bp_buf_printf(bp_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bp_buf_int(bp_buf *buf, int64_t value);
/* value / 1000 in decimal, no trailing zeros, no exponent: the form that PDF and the trace share. */
void bp_buf_milli(bp_buf *buf, int64_t value);
/* Shortens to size bytes, which must not be more than there are. */
void bp_buf_truncate(bp_buf *buf, size_t size);
/* The text, "" when nothing was ever put. */
const char *bp_buf_text(const bp_buf *buf);
/* Gives the heap string to the caller and empties the buffer; NULL when it failed. */
char *bp_buf_take(bp_buf *buf);
void bp_buf_free(bp_buf *buf);

#endif
