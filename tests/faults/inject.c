/* inject.c - makes one call in a process fail: a library for LD_PRELOAD.
 *
 * BP_FAULT=KIND:N      the N-th call of a kind fails, once
 * BP_FAULT=KIND:N+     and so do all after it
 * BP_FAULT_REPORT=PATH at its end the process writes there how many calls of each kind it made, and how many blocks of memory it still
 *                      holds; PATH.by gets the name of the library whose allocation was made to fail
 * Kinds: alloc, map, open, read, write, sync, close, rename, fork. Calls are counted over a process and those that it forks.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { ALLOC, MAP, OPEN, READ, WRITE, SYNC, CLOSE, RENAME, FORK, KINDS };
static const char *const kind_names[KINDS] = {"alloc", "map", "open", "read", "write", "sync", "close", "rename", "fork"};
static const int errors[KINDS] = {ENOMEM, ENOMEM, EMFILE, EIO, ENOSPC, EIO, EIO, EACCES, EAGAIN};

/* Shared with forked processes. */
static struct shared {
    _Atomic long calls[KINDS];
} *shared;
static _Atomic long live;        /* blocks of this process */
static int kind = -1;
static long nth;
static bool ever_after;
static pid_t owner;
static int report = -1, report_by = -1;  /* opened first: a confined command can open nothing new at its end */

#define NEXT(name) (__extension__(__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Notes which library asked for the memory that it did not get: what it makes of that is not ours. */
static void note_caller(void)
{
    Dl_info info = {0};
    void *frames[16];
    int count = backtrace(frames, 16), i = 0;
    while (i < count && (!dladdr(frames[i], &info) || !info.dli_fname || strstr(info.dli_fname, "inject.so") || strstr(info.dli_fname, "libc.so")))
        i++;
    if (report_by < 0 || i == count)
        return;
    const char *slash = strrchr(info.dli_fname, '/');
    dprintf(report_by, "%s", slash ? slash + 1 : info.dli_fname);
}

/* A file beside those that the command has: far from the descriptors that it is given. */
static int open_report(const char *suffix)
{
    char name[4096];
    const char *path = getenv("BP_FAULT_REPORT");
    if (!path)
        return -1;
    snprintf(name, sizeof name, "%s%s", path, suffix);
    int fd = NEXT(open)(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), far = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 500);
    if (fd >= 0)
        NEXT(close)(fd);
    return far;
}

static bool fails(enum kind k)
{
    if (!shared)
        return false;
    long call = ++shared->calls[k];
    if ((int)k != kind || (ever_after ? call < nth : call != nth))
        return false;
    if (k == ALLOC && call == nth) {
        kind = -1;  /* what follows may need memory itself */
        note_caller();
        kind = (int)k;
    }
    errno = errors[k];
    return true;
}

/* A crash is told with the library that it happened in, then handled as the command would. */
static void (*next_on_crash)(int) = SIG_DFL;

static void on_crash(int number)
{
    int error = errno;  /* what the command's own handler goes by */
    kind = -1;
    note_caller();
    signal(number, SIG_DFL);
    errno = error;
    if (next_on_crash != SIG_DFL && next_on_crash != SIG_IGN)
        next_on_crash(number);
    raise(number);
}

int sigaction(int number, const struct sigaction *action, struct sigaction *old)
{
    if (number != SIGSEGV)
        return NEXT(sigaction)(number, action, old);
    if (old)
        *old = (struct sigaction){.sa_handler = next_on_crash};
    if (action)
        next_on_crash = action->sa_handler;
    return 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *fault = getenv("BP_FAULT");
    struct shared *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int k = 0; fault && k < KINDS; k++) {
        size_t size = strlen(kind_names[k]);
        if (strncmp(fault, kind_names[k], size) != 0 || fault[size] != ':')
            continue;
        char *end;
        kind = k;
        nth = strtol(fault + size + 1, &end, 10);
        ever_after = *end == '+';
    }
    owner = getpid();
    report = open_report("");
    report_by = open_report(".by");
    signal(SIGSEGV, on_crash);
    backtrace(&(void *){NULL}, 1);  /* loads what it needs */
    live = 0;
    if (page != MAP_FAILED)
        shared = page;
}

__attribute__((destructor)) static void end(void)
{
    long held = live;
    struct shared *page = shared;
    shared = NULL;
    FILE *file = page && getpid() == owner ? fdopen(report, "w") : NULL;
    if (!file)
        return;
    for (int k = 0; k < KINDS; k++)
        fprintf(file, "%s %ld\n", kind_names[k], (long)page->calls[k]);
    fprintf(file, "held %ld\n", held);
    fclose(file);
}

/* Memory. glibc's own functions under other names: dlsym itself needs memory. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static void *held(void *block)
{
    live += block != NULL;
    return block;
}

void *malloc(size_t size)
{
    return fails(ALLOC) ? NULL : held(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return fails(ALLOC) ? NULL : held(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
    if (size && fails(ALLOC))
        return NULL;
    void *grown = __libc_realloc(block, size);
    if (!block)
        live += grown != NULL;
    else if (!size)
        live--;
    return grown;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails(ALLOC) ? NULL : held(__libc_memalign(alignment, size));
}

void *memalign(size_t alignment, size_t size)
{
    return aligned_alloc(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *block = aligned_alloc(alignment, size);
    if (!block)
        return ENOMEM;
    *out = block;
    return 0;
}

void free(void *block)
{
    live -= block != NULL;
    __libc_free(block);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    static __typeof__(&mmap) next;
    if (!next)
        next = NEXT(mmap);
    return fails(MAP) ? MAP_FAILED : next(at, size, protection, flags, fd, offset);
}

/* Files. */
static mode_t mode_of(int flags, va_list args)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = mode_of(flags, args);
    va_end(args);
    return fails(OPEN) ? -1 : NEXT(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = mode_of(flags, args);
    va_end(args);
    return fails(OPEN) ? -1 : NEXT(open64)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = mode_of(flags, args);
    va_end(args);
    return fails(OPEN) ? -1 : NEXT(openat)(folder, path, flags, mode);
}

/* What stdio does inside of libc is not seen from here: streams of files are given cookies that read and write by the functions
 * below. */
static ssize_t cookie_read(void *cookie, char *data, size_t size)
{
    return read(fileno(cookie), data, size);
}

static ssize_t cookie_write(void *cookie, const char *data, size_t size)
{
    ssize_t n = write(fileno(cookie), data, size);
    return n < 0 ? 0 : n;
}

static int cookie_seek(void *cookie, off64_t *offset, int whence)
{
    off64_t at = lseek64(fileno(cookie), *offset, whence);
    *offset = at;
    return at < 0 ? -1 : 0;
}

static int cookie_close(void *cookie)
{
    return NEXT(fclose)(cookie);
}

FILE *fopen(const char *path, const char *mode)
{
    const cookie_io_functions_t functions = {cookie_read, cookie_write, cookie_seek, cookie_close};
    FILE *file = fails(OPEN) ? NULL : NEXT(fopen)(path, mode);
    FILE *seen = file && shared ? fopencookie(file, mode, functions) : file;
    if (file && !seen)
        NEXT(fclose)(file);
    return seen;
}

FILE *fdopen(int fd, const char *mode)
{
    return fails(OPEN) ? NULL : NEXT(fdopen)(fd, mode);
}

int mkostemp(char *name, int flags)
{
    return fails(OPEN) ? -1 : NEXT(mkostemp)(name, flags);
}

DIR *opendir(const char *path)
{
    return fails(OPEN) ? NULL : NEXT(opendir)(path);
}

ssize_t read(int fd, void *data, size_t size)
{
    return fails(READ) ? -1 : NEXT(read)(fd, data, size);
}

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
    return fails(READ) ? -1 : NEXT(pread)(fd, data, size, at);
}

ssize_t recv(int fd, void *data, size_t size, int flags)
{
    return fails(READ) ? -1 : NEXT(recv)(fd, data, size, flags);
}

ssize_t send(int fd, const void *data, size_t size, int flags)
{
    return fails(WRITE) ? -1 : NEXT(send)(fd, data, size, flags);
}

ssize_t write(int fd, const void *data, size_t size)
{
    return fails(WRITE) ? -1 : NEXT(write)(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    return fails(WRITE) ? -1 : NEXT(pwrite)(fd, data, size, at);
}

int ftruncate(int fd, off_t size)
{
    return fails(WRITE) ? -1 : NEXT(ftruncate)(fd, size);
}

int fsync(int fd)
{
    return fails(SYNC) ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    return fails(SYNC) ? -1 : NEXT(fdatasync)(fd);
}

int syncfs(int fd)
{
    return fails(SYNC) ? -1 : NEXT(syncfs)(fd);
}

/* What is closed is closed, whatever close says. */
int close(int fd)
{
    bool fault = fails(CLOSE);
    int result = NEXT(close)(fd);
    if (fault)
        errno = errors[CLOSE];
    return fault ? -1 : result;
}

int fclose(FILE *file)
{
    bool fault = fails(CLOSE);
    int result = NEXT(fclose)(file);
    if (fault)
        errno = errors[CLOSE];
    return fault ? EOF : result;
}

int rename(const char *from, const char *to)
{
    return fails(RENAME) ? -1 : NEXT(rename)(from, to);
}

int link(const char *from, const char *to)
{
    return fails(RENAME) ? -1 : NEXT(link)(from, to);
}

pid_t fork(void)
{
    return fails(FORK) ? -1 : NEXT(fork)();
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                char *const *arguments, char *const *environment)
{
    return fails(FORK) ? errors[FORK] : NEXT(posix_spawn)(pid, path, actions, attributes, arguments, environment);
}

int pipe2(int ends[2], int flags)
{
    return fails(OPEN) ? -1 : NEXT(pipe2)(ends, flags);
}
