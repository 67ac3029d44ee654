/*
 * size_t mapwright_guard_copy(void *to, const void *from, size_t length)
 *
 * Between copy_start and copy_end the count register says at any moment how many bytes may not have been copied, so the signal
 * handler ends the copy by going on at copy_end.
 */
    .text
    .globl mapwright_guard_copy
    .type mapwright_guard_copy, %function
    .globl copy_start
    .hidden copy_start
    .globl copy_end
    .hidden copy_end

mapwright_guard_copy:
    .cfi_startproc
#if defined(__x86_64__)
    endbr64
    mov %rdx, %rcx
copy_start:
    rep movsb
copy_end:
    mov %rcx, %rax
    ret
#elif defined(__aarch64__)
copy_start:
    subs x3, x2, #64
    b.lo 2f
1:
    ldp x4, x5, [x1]
    ldp x6, x7, [x1, #16]
    ldp x8, x9, [x1, #32]
    ldp x10, x11, [x1, #48]
    stp x4, x5, [x0]
    stp x6, x7, [x0, #16]
    stp x8, x9, [x0, #32]
    stp x10, x11, [x0, #48]
    mov x2, x3
    add x0, x0, #64
    add x1, x1, #64
    subs x3, x2, #64
    b.hs 1b
2:
    cbz x2, copy_end
    ldrb w4, [x1], #1
    strb w4, [x0], #1
    sub x2, x2, #1
    b 2b
copy_end:
    mov x0, x2
    ret
#else
#error "No copy routine for this architecture."
#endif
    .cfi_endproc
    .size mapwright_guard_copy, . - mapwright_guard_copy

    .section .note.GNU-stack, "", %progbits
