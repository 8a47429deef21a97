/* finder.c - see finder.h. */
#include "reading/finder.h"

#include <stdlib.h>
#include <string.h>

typedef struct order {
    const bp_project *projects;
    int key;
} order;

static const char *text_of(const order *o, size_t index)
{
    const bp_project *project = &o->projects[index];
    return o->key == 0 ? project->id : o->key == 1 ? project->code : project->name;
}

static int compare(const void *a, const void *b, void *context)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    int texts = strcmp(text_of(context, x), text_of(context, y));
    return texts ? texts : (x > y) - (x < y);
}

static bool sort_projects(bp_finder *finder, order *o, size_t count)
{
    size_t *sorted = malloc((count + 1) * sizeof *sorted);
    if (!sorted)
        return false;
    for (size_t i = 0; i < count; i++)
        sorted[i] = i;
    if (count)
        qsort_r(sorted, count, sizeof *sorted, compare, o);
    finder->sorted[o->key] = sorted;
    return true;
}

/* Where the first stands that is of that text and not before `from`, or would. */
static size_t lower_bound(const size_t *sorted, const order *o, size_t count, const char *text, size_t from)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int texts = strcmp(text_of(o, sorted[middle]), text);
        if (texts < 0 || (!texts && sorted[middle] < from))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t bp_finder_find(bp_finder *finder, const bp_project *projects, size_t count, const char *const keys[BP_FINDER_KEYS],
                      size_t from, bool *failed)
{
    order o = {projects, *keys[0] ? 0 : *keys[1] ? 1 : 2};
    const char *text = keys[o.key];
    if (finder->count != count)
        bp_finder_free(finder);
    finder->count = count;
    if (!finder->sorted[o.key] && !sort_projects(finder, &o, count)) {
        *failed = true;
        return SIZE_MAX;
    }
    const size_t *sorted = finder->sorted[o.key];
    size_t next = lower_bound(sorted, &o, count, text, from), first = lower_bound(sorted, &o, count, text, 0);
    size_t at = from == SIZE_MAX && next > first ? next - 1 : first;
    if (next < count && !strcmp(text_of(&o, sorted[next]), text))
        at = next;
    if (at < count && !strcmp(text_of(&o, sorted[at]), text))
        return sorted[at];
    return SIZE_MAX;
}

void bp_finder_free(bp_finder *finder)
{
    for (int key = 0; key < BP_FINDER_KEYS; key++)
        free(finder->sorted[key]);
    *finder = (bp_finder){0};
}
