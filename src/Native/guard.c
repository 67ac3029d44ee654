/*
 * One handler for SIGBUS. It acts only on pages that cannot be had (BUS_ADRERR; not on hardware memory errors, not on
 * misaligned accesses) at an address of the table or inside the copy routine, and hands everything else to the handler that
 * was there before.
 *
 * Invariant: the state is marked first, then every thread of the process passes a barrier, then the page becomes zeros. A
 * thread that touched the zeros therefore finds the mark when it looks after its access. It is the order in which the core
 * ends a mapping, on the same word.
 */
#define _GNU_SOURCE
#include "guard.h"
#include "table.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* Of copy.S. */
extern const char copy_start[] __attribute__((visibility("hidden")));
extern const char copy_end[] __attribute__((visibility("hidden")));

static struct sigaction previous;
static uintptr_t page_size;

static long barrier(int command)
{
    return syscall(SYS_membarrier, command, 0, 0);
}

static int map_zeros(uintptr_t start, uintptr_t end)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE;
    return mmap((void *)start, end - start, PROT_READ | PROT_WRITE, flags, -1, 0) != MAP_FAILED;
}

/* Lets the copy return with what is left of its count. */
static int leave_copy(ucontext_t *context)
{
#if defined(__x86_64__)
    greg_t *counter = &context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    unsigned long long *counter = &context->uc_mcontext.pc;
#endif
    if ((uintptr_t)*counter < (uintptr_t)copy_start || (uintptr_t)*counter >= (uintptr_t)copy_end) {
        return 0;
    }

    *counter = (uintptr_t)copy_end;
    return 1;
}

static int record(uintptr_t address)
{
    struct range range;
    if (!table_find(address, &range)) {
        return 0;
    }

    uintptr_t none = 0;
    atomic_compare_exchange_strong(&range.state->first_fault, &none, address);
    atomic_fetch_add(&range.state->pages, 1);
    atomic_fetch_or(&range.state->flags, MAPPING_FAULTED);
    barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);

    /* The page may be one of a huge one, or the process may have no room for one more mapping: then all of the range. */
    uintptr_t page = address & ~(page_size - 1);
    return map_zeros(page, page + page_size) || map_zeros(range.start, range.end);
}

static void hand_on(int number, siginfo_t *info, void *context)
{
    int was_sent = info->si_code <= 0;
    if (previous.sa_flags & SA_SIGINFO) {
        previous.sa_sigaction(number, info, context);
    } else if (previous.sa_handler == SIG_DFL || (previous.sa_handler == SIG_IGN && !was_sent)) {
        /* The access is made again, or the signal sent again, and ends the process as it would have. */
        struct sigaction end = { .sa_handler = SIG_DFL };
        sigaction(number, &end, NULL);
        if (was_sent) {
            raise(number);
        }
    } else if (previous.sa_handler != SIG_IGN) {
        previous.sa_handler(number);
    }
}

static void on_bus_error(int number, siginfo_t *info, void *context)
{
    int error = errno;
    int handled = info->si_code == BUS_ADRERR && (leave_copy(context) || record((uintptr_t)info->si_addr));
    errno = error;
    if (!handled) {
        hand_on(number, info, context);
    }
}

static int install(void)
{
    page_size = (uintptr_t)sysconf(_SC_PAGESIZE);

    /* Without the call (an old kernel, a sandbox) a store may go lost unseen in the instant in which the page is replaced. */
    barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);

    if (sigaction(SIGBUS, NULL, &previous) != 0) {
        return errno;
    }

    struct sigaction action = {
        .sa_sigaction = on_bus_error,
        .sa_mask = previous.sa_mask,
        .sa_flags = SA_SIGINFO | SA_ONSTACK | (previous.sa_flags & SA_RESTART),
    };
    return sigaction(SIGBUS, &action, NULL) == 0 ? 0 : errno;
}

int mapwright_guard_install(void)
{
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    static int installed;
    pthread_mutex_lock(&once);
    int error = installed ? 0 : install();
    installed = error == 0;
    pthread_mutex_unlock(&once);
    return error;
}

void *mapwright_guard_add(void *start, size_t length, struct fault_state *state)
{
    /* Whole pages: a fault may be reported at any address of its page. */
    uintptr_t end = ((uintptr_t)start + length + page_size - 1) & ~(page_size - 1);
    struct range range = { (uintptr_t)start, end, state };
    return table_add(&range);
}

void mapwright_guard_remove(void *guard)
{
    table_remove(guard);
}
