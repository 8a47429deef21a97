/* pdf_limit.c - what zlib and one hb-subset a document take by themselves for the page contents of given PDF files.
 *
 * The files are ours: every stream is unpacked first, which is not counted. Page contents are told by their operators, the
 * characters that were shown by the ToUnicode CMaps. Prints: CPU milliseconds of compressing and of subsetting, bytes of contents,
 * bytes compressed, pages.
 */
#include <fcntl.h>
#include <hb-subset.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

typedef struct sums {
    double deflate_ms, subset_ms;
    size_t raw, packed, pages;
} sums;

static double cpu_ms(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

/* Unpacks the zlib stream at `at`; gives its bytes in a buffer that is reused, and how many were read. */
static size_t unpack(const char *at, size_t room, char **data, size_t *size)
{
    static char *buffer;
    static size_t buffer_room = 1 << 20;
    z_stream z = {.next_in = (Bytef *)(uintptr_t)at, .avail_in = room > UINT32_MAX ? UINT32_MAX : (uInt)room};
    int status = Z_OK;
    if (!buffer && !(buffer = malloc(buffer_room)))
        exit(3);
    if (inflateInit(&z) != Z_OK)
        return 0;
    while (status == Z_OK) {
        if (z.total_out == buffer_room && !(buffer = realloc(buffer, buffer_room *= 2)))
            exit(3);
        z.next_out = (Bytef *)buffer + z.total_out;
        z.avail_out = (uInt)(buffer_room - z.total_out);
        status = inflate(&z, Z_NO_FLUSH);
        if (status == Z_BUF_ERROR && !z.avail_out)
            status = Z_OK;
    }
    size_t read = status == Z_STREAM_END ? z.total_in : 0;
    *data = buffer;
    *size = z.total_out;
    inflateEnd(&z);
    return read;
}

static bool has(const char *data, size_t size, const char *word)
{
    return memmem(data, size, word, strlen(word)) != NULL;
}

/* As a program that uses zlib plainly would: a new stream a page, the default level. */
static void compress_page(const char *data, size_t size, sums *s)
{
    static Bytef *out;
    static uLong room;
    double begin = cpu_ms();
    uLongf packed = compressBound(size);
    if (packed > room)
        out = realloc(out, room = packed);
    if (!out || compress(out, &packed, (const Bytef *)data, size) != Z_OK)
        exit(3);
    s->deflate_ms += cpu_ms() - begin;
    s->raw += size;
    s->packed += packed;
    s->pages++;
}

/* The characters that a ToUnicode CMap names, pairs of surrogates left out. */
static void add_characters(char *data, size_t size, hb_set_t *characters)
{
    data[size - 1] = '\0';
    for (char *p = data; (p = strstr(p, "> <"));) {
        unsigned long cp = strtoul(p + 3, &p, 16);
        if (cp < 0xD800 || (cp > 0xDFFF && cp < 0x10000))
            hb_set_add(characters, (hb_codepoint_t)cp);
    }
}

/* Through the characters of the document, with the tables that a PDF needs, from a face that is opened once. */
static void subset(hb_face_t *face, const hb_set_t *characters, sums *s)
{
    double begin = cpu_ms();
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    hb_set_union(hb_subset_input_unicode_set(input), characters);
    hb_set_t *drop = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (const char *tag = "GSUBGPOSGDEFBASEvheavmtxVORGnamepost"; *tag; tag += 4)
        hb_set_add(drop, HB_TAG(tag[0], tag[1], tag[2], tag[3]));
    hb_face_t *small = hb_subset_or_fail(face, input);
    hb_blob_t *blob = hb_face_reference_blob(small);
    hb_blob_destroy(blob);
    hb_face_destroy(small);
    hb_subset_input_destroy(input);
    s->subset_ms += cpu_ms() - begin;
}

static bool read_document(const char *path, hb_face_t *face, sums *s)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &st))
        return false;
    const char *text = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0), *end = text + st.st_size;
    close(fd);
    if (text == MAP_FAILED)
        return false;
    hb_set_t *characters = hb_set_create();
    for (const char *at = text; (at = memmem(at, (size_t)(end - at), "stream", 6));) {
        char *data;
        size_t size;
        at += 6;
        const char *begin = at + (at < end && *at == '\r');
        begin += begin < end && *begin == '\n';
        size_t read = begin > at && end - begin > 2 && *begin == 'x' ? unpack(begin, (size_t)(end - begin), &data, &size) : 0;
        if (!read)
            continue;
        at = begin + read;
        if (size > 2 && has(data, size, " Tf") && has(data, size, "BT"))
            compress_page(data, size, s);
        else if (size > 2 && (has(data, size, "beginbfchar") || has(data, size, "beginbfrange")))
            add_characters(data, size, characters);
    }
    subset(face, characters, s);
    hb_set_destroy(characters);
    munmap((void *)(uintptr_t)text, (size_t)st.st_size);
    return true;
}

int main(int argc, char **argv)
{
    sums s = {0};
    char *hash = argc > 2 ? strrchr(argv[1], '#') : NULL;
    if (!hash) {
        fprintf(stderr, "usage: pdf_limit FONT#INDEX PDF...\n");
        return 2;
    }
    *hash = '\0';
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(argv[1]);
    hb_face_t *face = blob ? hb_face_create(blob, (unsigned)atoi(hash + 1)) : NULL;
    for (int i = 2; i < argc; i++)
        if (!face || !read_document(argv[i], face, &s))
            return 3;
    printf("%.3f %.3f %zu %zu %zu\n", s.deflate_ms, s.subset_ms, s.raw, s.packed, s.pages);
    return 0;
}
