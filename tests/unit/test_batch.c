/* test_batch.c - what a batch relies on when memory is short, and what its processes do with signals. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "batch/flusher.h"
#include "batch/journal.h"
#include "batch/pool.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static const char first[] = "11111111111111111111111111111111", second[] = "22222222222222222222222222222222";

static void put_line(char line[128], const char *job, const char *more)
{
    snprintf(line, 128, "{\"job\":\"%s\",\"status\":\"done\",\"input\":\"%s\"}", job, more);
}

/* A longer line that was not taken must not show behind a shorter one that was. */
static void test_a_receipt_that_there_is_no_memory_for_leaves_the_file_as_it_was(void **state)
{
    char folder[] = "/tmp/test_batch-XXXXXX", line[128];
    bp_journal journal;
    (void)state;
    if (SANITIZED)
        skip();  /* it takes a demand that is too large for an error of its own */
    assert_non_null(mkdtemp(folder));
    assert_int_equal(bp_journal_open(folder, BP_JOURNAL_NEW, NULL, &journal), BP_OK);
    put_line(line, first, "a");
    assert_int_equal(bp_journal_append(&journal, first, true, line, strlen(line)), 0);
    off_t end = journal.end;
    bp_journal before = journal;
    journal.count = journal.room = (size_t)1 << 50;  /* so that the index would have to grow beyond all memory */
    put_line(line, second, "a name that is longer than that of the next one");
    assert_int_equal(bp_journal_append(&journal, second, true, line, strlen(line)), ENOMEM);
    assert_int_equal(journal.end, end);
    assert_int_equal(lseek(journal.fd, 0, SEEK_END), end);
    journal = before;
    put_line(line, second, "b");
    assert_int_equal(bp_journal_append(&journal, second, true, line, strlen(line)), 0);
    assert_int_equal(lseek(journal.fd, 0, SEEK_END), journal.end);
    bp_journal_close(&journal);
    assert_int_equal(bp_journal_open(folder, BP_JOURNAL_READ, NULL, &journal), BP_OK);
    assert_int_equal(journal.count, 2);
    unlink(journal.path);
    bp_journal_close(&journal);
    assert_int_equal(rmdir(folder), 0);
}

/* Shared with the children: how many were started, and how often the parent's handler ran in one. */
static volatile sig_atomic_t *started, *handled;

static void handle(int number)
{
    (void)number;
    ++*handled;
}

/* What a ^C at that very moment sends to the whole group. */
static void stop_child(void)
{
    kill(getpid(), SIGINT);
    kill(getpid(), SIGTERM);
    kill(getpid(), SIGHUP);
    ++*started;
}

static void test_a_child_never_counts_as_asked_to_stop(void **state)
{
    const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    static const int no_fds[] = {-1};
    static bp_pool pool = {.private_fds = no_fds, .count = 1};
    bp_flusher flusher = {.folder = -1, .lock = -1, .fd = -1};
    sigset_t before, after;
    int error;
    (void)state;
    started = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(started != MAP_FAILED);
    handled = started + 1;
    for (int i = 0; i < 3; i++)
        signal(numbers[i], handle);
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    assert_int_equal(pthread_atfork(NULL, NULL, stop_child), 0);
    bp_flusher_ask(&flusher);
    assert_non_null(bp_pool_idle(&pool, &error));
    for (int i = 0; i < 1000 && *started < 2; i++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    assert_int_equal(*started, 2);
    assert_int_equal(*handled, 0);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    for (int number = 1; number < NSIG; number++)
        assert_int_equal(sigismember(&after, number), sigismember(&before, number));
    raise(SIGTERM);
    assert_int_equal(*handled, 1);
    bp_pool_close(&pool);
    bp_flusher_close(&flusher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_receipt_that_there_is_no_memory_for_leaves_the_file_as_it_was),
        cmocka_unit_test(test_a_child_never_counts_as_asked_to_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
