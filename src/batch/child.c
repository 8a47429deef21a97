/* child.c - see child.h. */
#include "batch/child.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

pid_t bp_child_fork(void)
{
    sigset_t all, before;
    pid_t parent = getpid();
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    int error = errno;
    if (!pid) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)  /* it ended before that was set */
            _exit(0);
        signal(SIGINT, SIG_IGN);  /* drops one that waits, too */
        signal(SIGTERM, SIG_IGN);
        signal(SIGHUP, SIG_IGN);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return pid;
}
