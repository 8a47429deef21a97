/* frame.c - see frame.h. */
#include "batch/frame.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD = sizeof(uint32_t), CHUNK = 1 << 16 };

void bp_frame_begin(bp_buf *frame)
{
    if (frame->failed)  /* the one before had no memory: this one may */
        bp_buf_free(frame);
    bp_buf_truncate(frame, 0);
    bp_buf_put(frame, "\0\0\0\0", HEAD);
}

void bp_frame_put(bp_buf *frame, const char *text)
{
    bp_buf_put(frame, text ? text : "", text ? strlen(text) + 1 : 1);
}

void bp_frame_put_number(bp_buf *frame, uint64_t number)
{
    bp_buf_printf(frame, "%" PRIu64, number);
    bp_buf_putc(frame, '\0');
}

int bp_frame_send(bp_buf *frame, int fd)
{
    if (frame->failed || frame->size > UINT32_MAX)
        return ENOMEM;
    uint32_t size = (uint32_t)(frame->size - HEAD);
    memcpy(frame->data, &size, HEAD);
    for (size_t sent = 0; sent < frame->size;) {
        ssize_t n = send(fd, frame->data + sent, frame->size - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR)
            return errno;
        sent += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static uint32_t frame_size(const bp_buf *buf)
{
    uint32_t size = 0;
    if (buf->size >= HEAD)
        memcpy(&size, buf->data, HEAD);
    return size;
}

static bool is_whole(const bp_buf *buf)
{
    return buf->size >= HEAD && buf->size - HEAD >= frame_size(buf);
}

int bp_frame_receive(bp_buf *buf, int fd)
{
    if (is_whole(buf))
        return 1;
    if (!bp_buf_reserve(buf, CHUNK))
        return -1;
    ssize_t n = recv(fd, buf->data + buf->size, CHUNK, 0);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    if (n <= 0)
        return -1;
    buf->size += (size_t)n;
    buf->data[buf->size] = '\0';
    return is_whole(buf);
}

const char *bp_frame_take(const bp_buf *buf, size_t *at)
{
    size_t end = HEAD + frame_size(buf), from = HEAD + *at;
    if (from >= end)
        return "";
    *at += strlen(buf->data + from) + 1;
    return buf->data + from;
}

uint64_t bp_frame_take_number(const bp_buf *buf, size_t *at)
{
    return strtoull(bp_frame_take(buf, at), NULL, 10);
}

void bp_frame_drop(bp_buf *buf)
{
    size_t size = HEAD + frame_size(buf);
    memmove(buf->data, buf->data + size, buf->size - size);
    bp_buf_truncate(buf, buf->size - size);
}
