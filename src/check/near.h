/* near.h - texts that are the same or nearly the same, found without comparing each with each. Private to check/.
 *
 * A text is folded and taken as the set of its pairs of neighbouring characters. MinHash: of each set 18 smallest hashes, under 18
 * different orders, are kept in six bands of three; only texts that share a band are compared at all, each with the eight latest
 * such ones, and of these only those whose hashes agree well are measured exactly (shared pairs of all pairs). The time is linear
 * in what is read; of texts that share 80 per cent of their pairs, one in a hundred pairs of texts is overlooked, and from 90 per
 * cent on none worth counting.
 */
#ifndef BP_CHECK_NEAR_H
#define BP_CHECK_NEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bp_near_text {
    const char *text;       /* NULL: left out */
    uint32_t group;         /* texts of different groups are not compared */
} bp_near_text;

/* Called for a text and the most similar one before it, once a text; similarity in thousandths. */
typedef void bp_near_found(void *context, size_t text, size_t like, int similarity);

/* Reports every text of which some earlier one is as similar as `least` thousandths, and which has at least `shortest` characters
 * that count. False when memory is short. */
bool bp_near_each(const bp_near_text *texts, size_t count, int least, size_t shortest, bp_near_found *found, void *context);

#endif
