/* feed.c - see feed.h. */
#include "batch/feed.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "batch/job.h"

enum { CHUNK = 1 << 16 };

void bp_feed_read(bp_feed *feed)
{
    if (feed->at)
        memmove(feed->buf.data, feed->buf.data + feed->at, feed->buf.size - feed->at);
    bp_buf_truncate(&feed->buf, feed->buf.size - feed->at);
    feed->at = 0;
    bool room = bp_buf_reserve(&feed->buf, CHUNK);
    ssize_t n = room ? read(feed->fd, feed->buf.data + feed->buf.size, CHUNK) : -1;
    if (n > 0)
        feed->buf.size += (size_t)n;
    else if (n < 0 && room && (errno == EINTR || errno == EAGAIN))
        return;
    else
        feed->ended = true;
    if (n < 0) {  /* what came of a line is none */
        feed->error = room ? errno : ENOMEM;
        feed->at = feed->buf.size;
    }
}

static bool is_blank(const bp_source *line)
{
    for (size_t i = 0; i < line->size; i++)
        if (!strchr(" \t\r", line->text[i]))
            return false;
    return true;
}

/* Cuts the next line off; false where it is not whole yet. */
static bool cut(bp_feed *feed, bp_source *out)
{
    const char *text = feed->buf.data + feed->at;
    size_t left = feed->buf.size - feed->at;
    const char *stop = left ? memchr(text, '\n', left) : NULL;
    if (!stop && (!feed->ended || !left))
        return false;
    size_t size = stop ? (size_t)(stop - text) : left;
    *out = (bp_source){.name = (char *)"-", .text = text, .size = size, .lines_before = feed->lines++};
    feed->at += size + (stop != NULL);
    return true;
}

bp_feed_line bp_feed_next(bp_feed *feed, bp_source *out)
{
    while (cut(feed, out)) {
        bool rest = feed->skipping;
        feed->skipping = false;
        if (rest) {
            feed->lines--;
            continue;
        }
        if (out->size > BP_JOB_LINE_MAX)
            return BP_FEED_TOO_LONG;
        if (!is_blank(out))
            return BP_FEED_LINE;
    }
    if (feed->buf.size - feed->at <= BP_JOB_LINE_MAX)
        return BP_FEED_NONE;
    bool first = !feed->skipping;  /* without an end so far: let go what came of it */
    feed->at = feed->buf.size;
    feed->skipping = true;
    if (!first)
        return BP_FEED_NONE;
    *out = (bp_source){.name = (char *)"-", .text = "", .lines_before = feed->lines++};
    return BP_FEED_TOO_LONG;
}

void bp_feed_free(bp_feed *feed)
{
    bp_buf_free(&feed->buf);
}
