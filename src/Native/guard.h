/*
 * The fault guard: a load or store of a mapped file that the system cannot satisfy (the file was truncated, the disk is full,
 * the device failed) is recorded, instead of ending the process.
 */
#ifndef MAPWRIGHT_GUARD_H
#define MAPWRIGHT_GUARD_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORTED __attribute__((visibility("default")))

/* Bits of fault_state.flags. The first is the owner's: the mapping was ended. */
#define MAPPING_FAULTED 2

/* What happened to a mapping. The owner's memory; RegionState in the core has the same layout. */
struct fault_state {
    _Atomic int32_t flags;
    _Atomic int32_t pages;
    _Atomic uintptr_t first_fault;
};

/* Installs the handler, once in a process. 0, or an error number. */
EXPORTED int mapwright_guard_install(void);

/* Guards a mapping. NULL when there is no memory for it. */
EXPORTED void *mapwright_guard_add(void *start, size_t length, struct fault_state *state);

/* Ends a guard, before the mapping itself ends. */
EXPORTED void mapwright_guard_remove(void *guard);

/* Copies. The count of bytes that were not copied, of which the first could not be read or written; 0 for a success. */
EXPORTED size_t mapwright_guard_copy(void *to, const void *from, size_t length);

#endif
