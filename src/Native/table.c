/*
 * Invariants:
 * 1. Slots are never freed and chunks never unlinked, so a reader may walk at any time. Writers take a lock that readers do
 *    not know.
 * 2. A slot's version is odd while its fields change, and is another one afterwards. A reader that saw the same even version
 *    before and after reading the fields has fields that belong together. Any other slot it may skip: the range of a thread
 *    that faults is added before its first access and removed after its last, so its slot is not changing at that time.
 */
#include "table.h"

#include <pthread.h>
#include <stdlib.h>

#define SLOTS_IN_CHUNK 256

struct slot {
    atomic_uint version;
    _Atomic uintptr_t start;
    _Atomic uintptr_t end;
    _Atomic(struct fault_state *) state;
    struct slot *next_free;
};

struct chunk {
    _Atomic(struct chunk *) next;
    struct slot slots[SLOTS_IN_CHUNK];
};

static pthread_mutex_t writers = PTHREAD_MUTEX_INITIALIZER;
static struct slot *free_slots;
static _Atomic(struct chunk *) chunks;

static void set(struct slot *slot, const struct range *range)
{
    unsigned version = atomic_load_explicit(&slot->version, memory_order_relaxed);
    atomic_store_explicit(&slot->version, version + 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&slot->start, range->start, memory_order_relaxed);
    atomic_store_explicit(&slot->end, range->end, memory_order_relaxed);
    atomic_store_explicit(&slot->state, range->state, memory_order_relaxed);
    atomic_store_explicit(&slot->version, version + 2, memory_order_release);
}

static int get(struct slot *slot, struct range *range)
{
    unsigned version = atomic_load_explicit(&slot->version, memory_order_acquire);
    range->start = atomic_load_explicit(&slot->start, memory_order_relaxed);
    range->end = atomic_load_explicit(&slot->end, memory_order_relaxed);
    range->state = atomic_load_explicit(&slot->state, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
    return version % 2 == 0 && atomic_load_explicit(&slot->version, memory_order_relaxed) == version;
}

static int add_chunk(void)
{
    struct chunk *chunk = calloc(1, sizeof *chunk);
    if (chunk == NULL) {
        return 0;
    }

    for (size_t i = 0; i < SLOTS_IN_CHUNK; i++) {
        chunk->slots[i].next_free = free_slots;
        free_slots = &chunk->slots[i];
    }

    atomic_store_explicit(&chunk->next, atomic_load_explicit(&chunks, memory_order_relaxed), memory_order_relaxed);
    atomic_store_explicit(&chunks, chunk, memory_order_release);
    return 1;
}

struct slot *table_add(const struct range *range)
{
    struct slot *slot = NULL;
    pthread_mutex_lock(&writers);
    if (free_slots != NULL || add_chunk()) {
        slot = free_slots;
        free_slots = slot->next_free;
        set(slot, range);
    }

    pthread_mutex_unlock(&writers);
    return slot;
}

void table_remove(struct slot *slot)
{
    static const struct range none;
    pthread_mutex_lock(&writers);
    set(slot, &none);
    slot->next_free = free_slots;
    free_slots = slot;
    pthread_mutex_unlock(&writers);
}

int table_find(uintptr_t address, struct range *found)
{
    struct chunk *chunk = atomic_load_explicit(&chunks, memory_order_acquire);
    for (; chunk != NULL; chunk = atomic_load_explicit(&chunk->next, memory_order_acquire)) {
        for (size_t i = 0; i < SLOTS_IN_CHUNK; i++) {
            if (get(&chunk->slots[i], found) && address >= found->start && address < found->end) {
                return 1;
            }
        }
    }

    return 0;
}
