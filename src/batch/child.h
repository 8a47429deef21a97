/* child.h - a process that works for this one and ends with it. Included by batch. */
#ifndef BP_BATCH_CHILD_H
#define BP_BATCH_CHILD_H

#include <sys/types.h>

/* As fork. The child is killed when its parent ends, and what asks the batch to stop (SIGINT, SIGTERM, SIGHUP) is nothing to it
 * from the first moment: the parent's handlers, which count how often that was asked, never run in a child. */
pid_t bp_child_fork(void);

#endif
