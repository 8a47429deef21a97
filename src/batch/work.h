/* work.h - one order carried out: read, render, hash, tell. Included by batch. */
#ifndef BP_BATCH_WORK_H
#define BP_BATCH_WORK_H

#include "batch/order.h"
#include "batch/shop.h"

/* Where the work is done. Borrowed. */
typedef struct bp_workplace {
    bp_shop *shop;
    const char *target, *staging;  /* folders */
    bp_lang lang;
    bool json;                     /* lines of the outcome are JSON objects */
} bp_workplace;

/* Output i of the order comes to stand in the staging folder as NUMBER.i. Everything in *outcome lives in arena. */
void bp_work(const bp_workplace *at, const bp_order *order, bp_arena *arena, bp_outcome *outcome);

#endif
