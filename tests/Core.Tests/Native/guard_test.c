/* One scenario of the fault guard, named by the argument. Exit code 0 when it went as it should. */
#define _GNU_SOURCE
#include "../../../src/Native/guard.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHECK(condition) do { if (!(condition)) { fprintf(stderr, "line %d: %s\n", __LINE__, #condition); exit(1); } } while (0)

static size_t page;

/* A mapping of pages of 'x', of which the file then keeps the first alone. */
static char *map_truncated(size_t pages)
{
    int file = memfd_create("guarded", 0);
    CHECK(file >= 0 && ftruncate(file, (off_t)(pages * page)) == 0);
    char *map = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(map != MAP_FAILED);
    memset(map, 'x', pages * page);
    CHECK(ftruncate(file, (off_t)page) == 0);
    CHECK(close(file) == 0);
    return map;
}

static void load(void)
{
    struct fault_state state = { 0 };
    char *map = map_truncated(4);
    CHECK(mapwright_guard_add(map, 4 * page, &state) != NULL);
    CHECK(((volatile char *)map)[0] == 'x' && state.flags == 0);
    CHECK(((volatile char *)map)[2 * page + 5] == 0);
    CHECK(state.flags == MAPPING_FAULTED && state.pages == 1 && state.first_fault - (uintptr_t)map >= 2 * page);
    CHECK(((volatile char *)map)[3 * page] == 0 && state.pages == 2);
    CHECK(((volatile char *)map)[0] == 'x');
}

static void store(void)
{
    struct fault_state state = { 0 };
    char *map = map_truncated(2);
    CHECK(mapwright_guard_add(map, 2 * page, &state) != NULL);
    ((volatile char *)map)[page] = 'y';
    CHECK(state.flags == MAPPING_FAULTED);
}

static void copy(void)
{
    struct fault_state state = { 0 };
    char *map = map_truncated(2);
    char *own = malloc(2 * page);
    CHECK(own != NULL && mapwright_guard_add(map, 2 * page, &state) != NULL);
    CHECK(mapwright_guard_copy(own, map, page) == 0 && own[0] == 'x' && own[page - 1] == 'x');
    for (size_t before = 0; before < 200; before++) {
        memset(own, 'z', 2 * page);
        size_t left = mapwright_guard_copy(own, map + page - before, before + 300);
        CHECK(left >= 300 && left <= 364);
        for (size_t i = 0; i < before + 300 - left; i++) {
            CHECK(own[i] == 'x');
        }
        CHECK(own[before + 300] == 'z');
        left = mapwright_guard_copy(map + page - before, own, before + 300);
        CHECK(left >= 300 && left <= 364);
        memset(map, 'x', page);
    }
    CHECK(state.flags == 0);
}

static void foreign(void)
{
    struct fault_state state = { 0 };
    CHECK(mapwright_guard_add(map_truncated(2), 2 * page, &state) != NULL);
    char *other = map_truncated(2);
    printf("%d", ((volatile char *)other)[page]);
}

static void removed(void)
{
    struct fault_state state = { 0 };
    char *map = map_truncated(2);
    void *guard = mapwright_guard_add(map, 2 * page, &state);
    CHECK(guard != NULL);
    mapwright_guard_remove(guard);
    printf("%d", ((volatile char *)map)[page]);
}

static void was_called(int number, siginfo_t *info, void *context)
{
    (void)context;
    _exit(number == SIGBUS && info->si_code == BUS_ADRERR ? 42 : 1);
}

static void *churn(void *stop)
{
    static struct fault_state states[700];
    void *guards[700];
    while (!atomic_load((atomic_int *)stop)) {
        for (size_t i = 0; i < 700; i++) {
            guards[i] = mapwright_guard_add((void *)((i + 1) << 40), 1 << 20, &states[i]);
            CHECK(guards[i] != NULL);
        }
        for (size_t i = 0; i < 700; i++) {
            CHECK(states[i].flags == 0);
            mapwright_guard_remove(guards[i]);
        }
    }
    return NULL;
}

static void table(void)
{
    atomic_int stop = 0;
    pthread_t threads[2];
    for (size_t i = 0; i < 2; i++) {
        CHECK(pthread_create(&threads[i], NULL, churn, &stop) == 0);
    }
    for (size_t round = 0; round < 2000; round++) {
        struct fault_state state = { 0 };
        char *map = map_truncated(2);
        void *guard = mapwright_guard_add(map, 2 * page, &state);
        CHECK(guard != NULL && ((volatile char *)map)[page] == 0 && state.flags == MAPPING_FAULTED);
        mapwright_guard_remove(guard);
        CHECK(munmap(map, 2 * page) == 0);
    }
    atomic_store(&stop, 1);
    for (size_t i = 0; i < 2; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
}

int main(int count, char **arguments)
{
    const char *scenario = count > 1 ? arguments[1] : "";
    page = (size_t)sysconf(_SC_PAGESIZE);
    if (strcmp(scenario, "chained") == 0) {
        struct sigaction action = { .sa_sigaction = was_called, .sa_flags = SA_SIGINFO };
        CHECK(sigaction(SIGBUS, &action, NULL) == 0);
    }
    CHECK(mapwright_guard_install() == 0 && mapwright_guard_install() == 0);
    if (strcmp(scenario, "load") == 0) {
        load();
    } else if (strcmp(scenario, "store") == 0) {
        store();
    } else if (strcmp(scenario, "copy") == 0) {
        copy();
    } else if (strcmp(scenario, "foreign") == 0 || strcmp(scenario, "chained") == 0) {
        foreign();
    } else if (strcmp(scenario, "removed") == 0) {
        removed();
    } else if (strcmp(scenario, "sent") == 0) {
        raise(SIGBUS);
    } else if (strcmp(scenario, "table") == 0) {
        table();
    } else {
        return 2;
    }
    return 0;
}
