/* The guarded ranges of addresses, in a table that a signal handler may read at any moment. */
#ifndef MAPWRIGHT_TABLE_H
#define MAPWRIGHT_TABLE_H

#include "guard.h"

struct range {
    uintptr_t start;
    uintptr_t end;
    struct fault_state *state;
};

struct slot;

/* Adds a range; NULL when there is no memory for it. */
struct slot *table_add(const struct range *range);

/* Removes a range. */
void table_remove(struct slot *slot);

/* Finds the range of an address: 1 when there is one. Takes no lock, never waits, may run in a signal handler. */
int table_find(uintptr_t address, struct range *found);

#endif
