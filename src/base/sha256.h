/* sha256.h - SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits. Anyone may include this. */
#ifndef BP_BASE_SHA256_H
#define BP_BASE_SHA256_H

#include <nettle/sha2.h>
#include <stddef.h>

enum { BP_SHA256_TEXT = 65 };  /* the digits and the NUL */

typedef struct bp_sha256 {
    struct sha256_ctx context;
} bp_sha256;

void bp_sha256_begin(bp_sha256 *hash);
void bp_sha256_put(bp_sha256 *hash, const void *data, size_t size);
void bp_sha256_end(bp_sha256 *hash, char out[BP_SHA256_TEXT]);

/* Of an open file from its beginning to its end, by its descriptor; 0, or the errno of the read that failed. */
int bp_sha256_fd(int fd, char out[BP_SHA256_TEXT]);

#endif
