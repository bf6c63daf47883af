/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void new_memory_is_zeroed(void **state) {
    (void)state;
    /* Fill a block first, so that the allocator returns memory that is not zero. */
    char *dirty = memory_resize(NULL, 1000, 1);
    memset(dirty, 0x5A, 1000);
    free(dirty);
    char *block = memory_new(100, 10);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(block[i], 0);
    }
    free(block);
}

static void nothing_is_still_a_block(void **state) {
    (void)state;
    void *none = memory_new(0, 8);
    void *nil = memory_new(8, 0);
    void *resized = memory_resize(NULL, 0, 8);
    assert_non_null(none);
    assert_non_null(nil);
    assert_non_null(resized);
    resized = memory_resize(resized, 0, 0);
    assert_non_null(resized);
    free(none);
    free(nil);
    free(resized);
}

static void resizing_keeps_the_content(void **state) {
    (void)state;
    int *numbers = memory_resize(NULL, 3, sizeof(int));
    for (int i = 0; i < 3; i++) {
        numbers[i] = i + 7;
    }
    numbers = memory_resize(numbers, 3000, sizeof(int));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(numbers[i], i + 7);
    }
    numbers[2999] = 1;
    free(numbers);
}

static void a_copy_ends_with_a_nul_and_keeps_inner_ones(void **state) {
    (void)state;
    char *copy = memory_copy("ab\0cdef", 5);
    assert_memory_equal(copy, "ab\0cd\0", 6);
    free(copy);
    char *empty = memory_copy(NULL, 0);
    assert_string_equal(empty, "");
    free(empty);
}

static void growing_keeps_items_and_has_the_room_it_says(void **state) {
    (void)state;
    int64_t *items = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 10000; i++) {
        items = memory_grow(items, &capacity, i + 1, sizeof(*items));
        assert_true(capacity > i);
        items[capacity - 1] = 0;
        items[i] = (int64_t)i;
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(items[i], i);
    }
    free(items);
}

static void growing_one_by_one_is_linear(void **state) {
    (void)state;
    char *items = NULL;
    size_t capacity = 0;
    size_t growths = 0;
    for (size_t i = 0; i < 1000000; i++) {
        size_t before = capacity;
        items = memory_grow(items, &capacity, i + 1, 1);
        if (capacity != before) {
            growths++;
            assert_true(before < 2 || capacity >= before + before / 2);
        }
    }
    assert_in_range(growths, 2, 40);
    free(items);
}

static void growing_to_what_is_there_changes_nothing(void **state) {
    (void)state;
    size_t capacity = 0;
    char *items = memory_grow(NULL, &capacity, 100, 1);
    assert_int_equal(capacity, 100);
    assert_ptr_equal(memory_grow(items, &capacity, 100, 1), items);
    assert_ptr_equal(memory_grow(items, &capacity, 1, 1), items);
    assert_int_equal(capacity, 100);
    free(items);
}

/* Times 8 this is 8 again: without a check it would be a small and valid size. */
static const size_t wrapping_count = SIZE_MAX / 8 + 2;

static void resize_beyond_size_t(void) {
    free(memory_resize(NULL, wrapping_count, 8));
}

static void new_beyond_size_t(void) {
    free(memory_new(wrapping_count, 8));
}

static void copy_beyond_size_t(void) {
    free(memory_copy("x", SIZE_MAX));
}

static void grow_beyond_size_t(void) {
    size_t capacity = 0;
    free(memory_grow(NULL, &capacity, wrapping_count, 8));
}

/* A sanitizer would end the process itself at a size like these, with its own exit code: there any
 * end except a clean exit is accepted. */
static void assert_aborts(void (*call)(void)) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        (void)signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        call();
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void sizes_beyond_size_t_abort(void **state) {
    (void)state;
    assert_aborts(resize_beyond_size_t);
    assert_aborts(new_beyond_size_t);
    assert_aborts(copy_beyond_size_t);
    assert_aborts(grow_beyond_size_t);
}

static void restore(void) {
    assert_int_equal(write(STDERR_FILENO, "restored, ", 10), 10);
}

static void the_end_of_memory_is_one_line_after_the_terminal_is_back(void **state) {
    (void)state;
    int ends[2];
    char said[200] = "";
    int status = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        (void)signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        memory_before_abort(restore);
        copy_beyond_size_t();
        _exit(0);
    }
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_true(read(ends[0], said, sizeof said - 1) > 0);
    close(ends[0]);
    assert_string_equal(said,
                        "restored, backfilltop: out of memory; free some, or raise its limit\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_memory_is_zeroed),
        cmocka_unit_test(nothing_is_still_a_block),
        cmocka_unit_test(resizing_keeps_the_content),
        cmocka_unit_test(a_copy_ends_with_a_nul_and_keeps_inner_ones),
        cmocka_unit_test(growing_keeps_items_and_has_the_room_it_says),
        cmocka_unit_test(growing_one_by_one_is_linear),
        cmocka_unit_test(growing_to_what_is_there_changes_nothing),
        cmocka_unit_test(sizes_beyond_size_t_abort),
        cmocka_unit_test(the_end_of_memory_is_one_line_after_the_terminal_is_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
