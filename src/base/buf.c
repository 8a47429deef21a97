/* buf.c - see buf.h. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local bool ran_out;

bool bp_buf_ran_out(void)
{
    bool result = ran_out;
    ran_out = false;
    return result;
}

bool bp_buf_reserve(bp_buf *buf, size_t size)
{
    if (buf->failed)
        return false;
    if (size < buf->room - buf->size)
        return true;
    size_t room = buf->room ? buf->room : 64;
    while (room - buf->size <= size) {
        if (room > SIZE_MAX / 2) {
            buf->failed = true;
            return false;
        }
        room *= 2;
    }
    char *data = realloc(buf->lent ? NULL : buf->data, room);
    if (!data) {
        buf->failed = ran_out = true;
        return false;
    }
    if (buf->lent)
        memcpy(data, buf->data, buf->size + 1);
    buf->lent = false;
    buf->data = data;
    buf->room = room;
    return true;
}

void bp_buf_printf(bp_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0)
        buf->failed = true;
    else if (bp_buf_reserve(buf, (size_t)size)) {
        vsnprintf(buf->data + buf->size, (size_t)size + 1, format, again);
        buf->size += (size_t)size;
    }
    va_end(again);
}

static void put_unsigned(bp_buf *buf, uint64_t value)
{
    char digits[20];
    size_t n = sizeof digits;
    do {
        digits[--n] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    bp_buf_put(buf, digits + n, sizeof digits - n);
}

void bp_buf_int(bp_buf *buf, int64_t value)
{
    if (value < 0)
        bp_buf_putc(buf, '-');
    put_unsigned(buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void bp_buf_milli(bp_buf *buf, int64_t value)
{
    uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0)
        bp_buf_putc(buf, '-');
    put_unsigned(buf, v / 1000);
    unsigned part = (unsigned)(v % 1000);
    if (!part)
        return;
    char digits[4] = {'.', (char)('0' + part / 100), (char)('0' + part / 10 % 10), (char)('0' + part % 10)};
    size_t n = 4;
    while (digits[n - 1] == '0')
        n--;
    bp_buf_put(buf, digits, n);
}

void bp_buf_truncate(bp_buf *buf, size_t size)
{
    if (buf->data && size <= buf->size) {
        buf->size = size;
        buf->data[size] = '\0';
    }
}

const char *bp_buf_text(const bp_buf *buf)
{
    return buf->data ? buf->data : "";
}

char *bp_buf_take(bp_buf *buf)
{
    bp_buf_reserve(buf, 0);
    char *data = buf->failed ? NULL : buf->lent ? strdup(buf->data) : buf->data;
    if (data)
        data[buf->size] = '\0';
    else if (!buf->lent)
        free(buf->data);
    *buf = (bp_buf){0};
    return data;
}

void bp_buf_free(bp_buf *buf)
{
    if (!buf->lent)
        free(buf->data);
    *buf = (bp_buf){0};
}
