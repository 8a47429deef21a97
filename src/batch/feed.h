/* feed.h - job lines that come from another program, as they come. Included by batch. */
#ifndef BP_BATCH_FEED_H
#define BP_BATCH_FEED_H

#include <stdbool.h>

#include "base/buf.h"
#include "diag/source.h"

typedef struct bp_feed {
    int fd;
    bp_buf buf;
    size_t at;           /* of the line that comes next */
    size_t lines;        /* given so far */
    bool ended;          /* nothing comes any more */
    int error;           /* errno of what ended it, 0: its end */
    bool skipping;       /* the rest of a line that is too long */
} bp_feed;

typedef enum bp_feed_line { BP_FEED_NONE, BP_FEED_LINE, BP_FEED_TOO_LONG } bp_feed_line;

/* Reads what is there; call when the descriptor is readable. */
void bp_feed_read(bp_feed *feed);
/* The next whole line that is not blank, borrowed until the next read. The last one needs no line feed. */
bp_feed_line bp_feed_next(bp_feed *feed, bp_source *out);
void bp_feed_free(bp_feed *feed);

#endif
