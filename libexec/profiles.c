/* profiles.c - colour profiles and conversions made once a document, not once a page. A part of budgetpress-read-pdf.
 *
 * For every page poppler opens the profile of the output intent again and makes four conversions to it, though nothing may use
 * them: half of what reading a page of an archive file took. Neither knows the page, so the same bytes give the same profile, and
 * the same two profiles the same conversion. As with cairo, poppler finds these functions before those of lcms. What is kept is
 * bounded: a file with more profiles than a document has use for is read as slowly as without this.
 *
 * The prototypes are lcms2's, whose header is not needed for anything else: handles are pointers, flags 32 bits.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PROFILES = 8, PROFILE_MAX = 4 << 20, CONVERSIONS = 64 };

void *cmsOpenProfileFromMem(const void *bytes, uint32_t size);
int cmsCloseProfile(void *profile);
void *cmsCreateTransform(void *from, uint32_t from_format, void *to, uint32_t to_format, uint32_t intent, uint32_t flags);
void cmsDeleteTransform(void *made);

typedef struct conversion {
    void *from, *to, *made;
    uint32_t from_format, to_format, intent, flags;
} conversion;

static struct {
    void *bytes, *profile;
    uint32_t size;
} profiles[PROFILES];
static size_t profile_count;
static conversion conversions[CONVERSIONS];
static size_t conversion_count;

/* lcms's own function. */
static void *own(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

void *cmsOpenProfileFromMem(const void *bytes, uint32_t size)
{
    for (size_t i = 0; i < profile_count && size; i++)
        if (profiles[i].size == size && !memcmp(profiles[i].bytes, bytes, size))
            return profiles[i].profile;
    void *(*open_profile)(const void *, uint32_t);
    *(void **)&open_profile = own("cmsOpenProfileFromMem");
    void *profile = open_profile(bytes, size);
    void *copy = profile && size && profile_count < PROFILES && size <= PROFILE_MAX ? malloc(size) : NULL;
    if (copy) {
        memcpy(copy, bytes, size);
        profiles[profile_count].bytes = copy;
        profiles[profile_count].size = size;
        profiles[profile_count++].profile = profile;
    }
    return profile;
}

/* Profiles that are kept stay open. Of another, its address may be given to the next one opened: nothing is known by it any
 * longer. */
int cmsCloseProfile(void *profile)
{
    for (size_t i = 0; i < profile_count; i++)
        if (profiles[i].profile == profile)
            return 1;
    for (size_t i = 0; i < conversion_count; i++)
        if (conversions[i].from == profile || conversions[i].to == profile)
            conversions[i].from = conversions[i].to = NULL;
    int (*close_profile)(void *);
    *(void **)&close_profile = own("cmsCloseProfile");
    return close_profile(profile);
}

void *cmsCreateTransform(void *from, uint32_t from_format, void *to, uint32_t to_format, uint32_t intent, uint32_t flags)
{
    for (size_t i = 0; i < conversion_count; i++) {
        const conversion *c = &conversions[i];
        if (from && c->from == from && c->to == to && c->from_format == from_format && c->to_format == to_format &&
            c->intent == intent && c->flags == flags)
            return c->made;
    }
    void *(*create)(void *, uint32_t, void *, uint32_t, uint32_t, uint32_t);
    *(void **)&create = own("cmsCreateTransform");
    void *made = create(from, from_format, to, to_format, intent, flags);
    if (made && conversion_count < CONVERSIONS)
        conversions[conversion_count++] = (conversion){from, to, made, from_format, to_format, intent, flags};
    return made;
}

void cmsDeleteTransform(void *made)
{
    for (size_t i = 0; i < conversion_count; i++)
        if (conversions[i].made == made)
            return;
    void (*delete)(void *);
    *(void **)&delete = own("cmsDeleteTransform");
    delete(made);
}
