/* flusher.h - a process that brings the target's file system to the disk while the batch goes on. Included by batch.
 *
 * One syncfs for a group of outputs costs what one fsync does.
 */
#ifndef BP_BATCH_FLUSHER_H
#define BP_BATCH_FLUSHER_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct bp_flusher {
    int folder;      /* in the target's file system, borrowed */
    int lock;        /* not to be held by the process, borrowed */
    pid_t pid;
    int fd;          /* readable when the flush is done */
    bool busy;
} bp_flusher;

/* Starts a flush: all that was written before this call. Falls back to flushing right here where no process can be had. */
void bp_flusher_ask(bp_flusher *flusher);
/* The flush is done: 0, or the errno with which the disk failed. */
int bp_flusher_take(bp_flusher *flusher);
/* Flushes and waits. */
int bp_flusher_now(bp_flusher *flusher);
void bp_flusher_close(bp_flusher *flusher);

#endif
