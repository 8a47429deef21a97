/* sha256.c - see sha256.h. */
#include "base/sha256.h"

#include <errno.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

void bp_sha256_begin(bp_sha256 *hash)
{
    sha256_init(&hash->context);
}

void bp_sha256_put(bp_sha256 *hash, const void *data, size_t size)
{
    sha256_update(&hash->context, size, data);
}

void bp_sha256_end(bp_sha256 *hash, char out[BP_SHA256_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&hash->context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[2 * sizeof digest] = '\0';
}

int bp_sha256_fd(int fd, char out[BP_SHA256_TEXT])
{
    bp_sha256 hash;
    char block[BLOCK];
    off_t at = 0;
    bp_sha256_begin(&hash);
    for (;;) {
        ssize_t got = pread(fd, block, sizeof block, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (!got)
            break;
        bp_sha256_put(&hash, block, (size_t)got);
        at += got;
    }
    bp_sha256_end(&hash, out);
    return 0;
}
