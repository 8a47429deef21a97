/* clock.h - time that only goes forward. Included by batch and its commands. */
#ifndef BP_BATCH_CLOCK_H
#define BP_BATCH_CLOCK_H

#include <time.h>

/* Seconds since some moment. */
static inline double bp_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#endif
