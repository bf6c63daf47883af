/* SPDX-License-Identifier: MIT */
#include "../../src/screen/ranked.h"

#include "backfilltop/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROUNDS  300
#define COLUMNS 60
#define PARTS   8

/* A name, a number with or without its word, and a word that can be clipped. */
#define NAME                                                                                       \
    {                                                                                              \
        .forms = { {.rank = 1, .gap = 2, .width = 6} }                                             \
    }
#define NUMBER                                                                                     \
    {                                                                                              \
        .forms = { {.rank = 4, .gap = 2, .width = 9}, {.rank = 2, .gap = 1, .width = 3} }          \
    }
#define WORD                                                                                       \
    {                                                                                              \
        .forms = { {.rank = 3, .gap = 2, .width = 10, .least = 4} }                                \
    }

static void assert_part(const struct ranked_part *part, int form, int width) {
    assert_int_equal(part->form, form);
    assert_int_equal(part->width, width);
}

static void assert_fit(struct ranked_fit fit, int rank, int left) {
    assert_int_equal(fit.rank, rank);
    assert_int_equal(fit.left, left);
}

static void all_have_their_longest_forms_where_they_fit(void **state) {
    (void)state;
    struct ranked_part parts[] = {NAME, NUMBER, WORD};
    assert_fit(ranked_share(parts, 3, 32), 4, 3);
    assert_part(&parts[0], 0, 6);
    assert_part(&parts[1], 0, 9);
    assert_part(&parts[2], 0, 10);
    assert_fit(ranked_share(parts, 3, 29), 4, 0);
}

static void the_highest_rank_takes_its_shorter_form_first(void **state) {
    (void)state;
    struct ranked_part parts[] = {NAME, NUMBER, WORD};
    assert_fit(ranked_share(parts, 3, 28), 3, 6);
    assert_part(&parts[0], 0, 6);
    assert_part(&parts[1], 1, 3);
    assert_part(&parts[2], 0, 10);
}

static void a_form_is_clipped_before_it_goes(void **state) {
    (void)state;
    struct ranked_part parts[] = {NAME, NUMBER, WORD};
    assert_fit(ranked_share(parts, 3, 21), 2, 0);
    assert_part(&parts[2], 0, 9);
    assert_fit(ranked_share(parts, 3, 16), 2, 0);
    assert_part(&parts[2], 0, 4);
    assert_fit(ranked_share(parts, 3, 15), 2, 5);
    assert_part(&parts[2], -1, 0);
    assert_part(&parts[1], 1, 3);
}

static void a_clipped_form_keeps_what_the_shorter_one_has(void **state) {
    (void)state;
    struct ranked_part word = {
        .forms = {{.rank = 2, .width = 20, .least = 4}, {.rank = 1, .width = 8, .least = 4}}};
    assert_fit(ranked_share(&word, 1, 30), 2, 10);
    assert_part(&word, 0, 20);
    assert_fit(ranked_share(&word, 1, 12), 1, 0);
    assert_part(&word, 0, 12);
    assert_fit(ranked_share(&word, 1, 8), 1, 0);
    assert_part(&word, 0, 8);
    assert_fit(ranked_share(&word, 1, 5), 0, 0);
    assert_part(&word, 1, 5);
}

static void forms_of_one_rank_go_together(void **state) {
    (void)state;
    struct ranked_part parts[] = {NAME,
                                  {.forms = {{.rank = 2, .gap = 1, .width = 1}}},
                                  {.forms = {{.rank = 2, .gap = 1, .width = 30}}}};
    assert_fit(ranked_share(parts, 3, 39), 2, 0);
    assert_fit(ranked_share(parts, 3, 38), 1, 32);
    assert_part(&parts[0], 0, 6);
    assert_part(&parts[1], -1, 0);
    assert_part(&parts[2], -1, 0);
}

static void the_lowest_rank_stays_where_it_does_not_fit(void **state) {
    (void)state;
    struct ranked_part parts[] = {NUMBER, WORD, NAME};
    assert_fit(ranked_share(parts, 3, 5), 0, -1);
    assert_part(&parts[0], -1, 0);
    assert_part(&parts[1], -1, 0);
    assert_part(&parts[2], 0, 6);
    assert_fit(ranked_share(parts, 3, 6), 1, 0);
}

static void what_stands_first_has_no_gap(void **state) {
    (void)state;
    struct ranked_part parts[] = {{.forms = {{.rank = 2, .gap = 5, .width = 10}}}, NAME};
    assert_fit(ranked_share(parts, 2, 18), 2, 0);
    assert_fit(ranked_share(parts, 2, 17), 1, 11);
}

static void what_has_nothing_to_show_takes_no_columns(void **state) {
    (void)state;
    struct ranked_part parts[] = {{.forms = {{.rank = 1, .gap = 5, .width = 0}}},
                                  NAME,
                                  {.forms = {{.rank = 2, .gap = 5, .width = 0}}}};
    assert_fit(ranked_share(parts, 3, 6), 2, 0);
    assert_part(&parts[0], 0, 0);
    assert_part(&parts[1], 0, 6);
    assert_fit(ranked_share(parts, 0, 6), 0, 6);
}

static int below(uint64_t *random, int end) {
    return (int)random_upto(random, end - 1);
}

/* Parts whose forms get shorter as their ranks fall. */
static void fill(struct ranked_part *parts, uint64_t *random) {
    for (int i = 0; i < PARTS; i++) {
        int rank = 1 + below(random, 12);
        int width = 1 + below(random, 12);
        parts[i] = (struct ranked_part){0};
        for (int form = 0; form < RANKED_FORMS && rank > 0 && width > 0; form++) {
            int least = below(random, 3) == 0 ? 1 + below(random, width) : 0;
            parts[i].forms[form] = (struct ranked_form){rank, 1, width, least};
            rank -= 1 + below(random, 4);
            width -= below(random, 4);
        }
    }
}

static int used(const struct ranked_part *parts) {
    int columns = 0;
    for (int i = 0; i < PARTS; i++) {
        columns += parts[i].width > 0 ? parts[i].width + (columns > 0) : 0;
    }
    return columns;
}

static void no_part_loses_columns_as_the_line_gets_longer(void **state) {
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < ROUNDS; round++) {
        struct ranked_part parts[PARTS];
        int before[PARTS] = {0};
        int rank = 0;
        fill(parts, &random);
        for (int columns = 0; columns <= COLUMNS; columns++) {
            struct ranked_fit fit = ranked_share(parts, PARTS, columns);
            assert_int_equal(used(parts) + fit.left, columns);
            assert_true(fit.rank >= rank);
            assert_true(fit.left >= 0 || fit.rank == 0);
            rank = fit.rank;
            for (int i = 0; i < PARTS; i++) {
                assert_true(parts[i].width >= before[i]);
                before[i] = parts[i].width;
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_have_their_longest_forms_where_they_fit),
        cmocka_unit_test(the_highest_rank_takes_its_shorter_form_first),
        cmocka_unit_test(a_form_is_clipped_before_it_goes),
        cmocka_unit_test(a_clipped_form_keeps_what_the_shorter_one_has),
        cmocka_unit_test(forms_of_one_rank_go_together),
        cmocka_unit_test(the_lowest_rank_stays_where_it_does_not_fit),
        cmocka_unit_test(what_stands_first_has_no_gap),
        cmocka_unit_test(what_has_nothing_to_show_takes_no_columns),
        cmocka_unit_test(no_part_loses_columns_as_the_line_gets_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
