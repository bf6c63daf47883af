/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/action_context.h"
#include "../../src/monitor/commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void keys_do_what_people_expect(void **state) {
    (void)state;
    static const struct {
        int key;
        void (*run)(struct action_context *context);
    } expected[] = {
        {'j', action_move_down},
        {TERMINAL_KEY_DOWN, action_move_down},
        {'k', action_move_up},
        {TERMINAL_KEY_UP, action_move_up},
        {TERMINAL_KEY_PAGE_DOWN, action_page_down},
        {TERMINAL_KEY_PAGE_UP, action_page_up},
        {'g', action_select_first},
        {TERMINAL_KEY_HOME, action_select_first},
        {'G', action_select_last},
        {TERMINAL_KEY_END, action_select_last},
        {'\r', action_open_pane},
        {'\n', action_open_pane},
        {TERMINAL_KEY_ENTER, action_open_pane},
        {27, action_step_back},
        {'a', action_unfold},
        {'d', action_dismiss},
        {TERMINAL_KEY_DELETE, action_dismiss},
        {'D', action_dismiss_all},
        {4, action_page_down},
        {'r', action_refresh},
        {'p', action_pause},
        {' ', action_pause},
        {'?', action_toggle_page},
        {'h', action_toggle_page},
        {TERMINAL_KEY_F(1), action_toggle_page},
        {TERMINAL_KEY_CLICK, action_click},
        {'/', action_open_search},
        {'n', action_search_next},
        {'N', action_search_previous},
        {'\\', action_open_filter},
        {TERMINAL_KEY_F(4), action_open_filter},
        {'f', action_choose_group},
        {TERMINAL_KEY_F(6), action_open_sort},
        {'<', action_sort_left},
        {'>', action_sort_right},
        {'I', action_invert},
        {6, action_page_down},
        {2, action_page_up},
        {'e', action_toggle_page},
        {'y', action_copy_id},
        {'Y', action_copy_commands},
        {'\t', action_focus_pane},
        {'+', action_grow_pane},
        {'-', action_shrink_pane},
        {TERMINAL_KEY_WHEEL_UP, action_wheel_up},
        {TERMINAL_KEY_WHEEL_DOWN, action_wheel_down},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct key_command *command = commands_find(expected[i].key);
        assert_non_null(command);
        assert_true(command->run == expected[i].run);
    }
    assert_int_equal(commands_find('?')->page, PAGE_HELP);
    assert_int_equal(commands_find('h')->page, PAGE_HELP);
    assert_int_equal(commands_find(TERMINAL_KEY_F(1))->page, PAGE_HELP);
    assert_int_equal(commands_find('e')->page, PAGE_EVENTS);
}

/* A monitor of which only what an action looks at is set up. */
static void run(struct monitor *monitor, int key) {
    struct action_context context = {.monitor = monitor, .command = commands_find(key)};
    *monitor = (struct monitor){0};
    context.command->run(&context);
}

static void keys_of_the_program_itself(void **state) {
    (void)state;
    static struct monitor monitor;
    static const int quitting[] = {'q', TERMINAL_KEY_F(10)};
    for (size_t i = 0; i < sizeof quitting / sizeof *quitting; i++) {
        run(&monitor, quitting[i]);
        assert_true(monitor.quit);
        assert_false(monitor.suspend);
    }
    run(&monitor, TERMINAL_CTRL('z'));
    assert_true(monitor.suspend);
    assert_false(monitor.quit);
    run(&monitor, TERMINAL_CTRL('l'));
    assert_false(monitor.suspend || monitor.quit);
    assert_string_equal(commands_find(TERMINAL_CTRL('l'))->help, "redraw the screen");
}

static void digits_choose_a_team(void **state) {
    (void)state;
    for (int key = '1'; key <= '9'; key++) {
        assert_true(commands_find(key)->run == action_choose_team);
    }
    assert_true(commands_find('0')->run == action_all_teams);
}

static void other_keys_mean_nothing(void **state) {
    (void)state;
    static const int keys[] = {'x', 0, -1, 1000000, TERMINAL_KEY_OTHER, 0xe4};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        assert_null(commands_find(keys[i]));
    }
}

static void no_key_means_two_things(void **state) {
    (void)state;
    size_t count;
    const struct key_command *commands = commands_all(&count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(commands[i].keys[COMMAND_KEYS], 0);
        for (size_t j = 0; commands[i].keys[j] != 0; j++) {
            assert_ptr_equal(commands_find(commands[i].keys[j]), &commands[i]);
        }
    }
}

static void every_command_has_keys_a_function_and_a_line_in_the_help(void **state) {
    (void)state;
    size_t count;
    const struct key_command *commands = commands_all(&count);
    for (size_t i = 0; i < count; i++) {
        bool is_of_the_wheel = commands[i].run == action_wheel_up ||
                               commands[i].run == action_wheel_down;
        assert_true(commands[i].keys[0] != 0);
        assert_true(commands[i].run != NULL);
        assert_int_equal(commands[i].help == NULL, is_of_the_wheel);
        assert_true(is_of_the_wheel || strlen(commands[i].help) > 0);
        for (size_t j = 0; j < i; j++) {
            assert_true(commands[i].run != commands[j].run || commands[i].page != commands[j].page);
        }
    }
}

static void some_keys_have_names_of_their_own_in_the_help(void **state) {
    (void)state;
    assert_string_equal(commands_find('1')->key_names, "1..9");
    assert_string_equal(commands_find('q')->key_names, "q, F10, Ctrl-C");
    assert_null(commands_find('j')->key_names);
}

static void hints_have_a_rank(void **state) {
    (void)state;
    size_t count;
    size_t hints = 0;
    const struct key_command *commands = commands_all(&count);
    for (size_t i = 0; i < count; i++) {
        const struct command_hint *hint = &commands[i].hint;
        hints += hint->text != NULL;
        assert_int_equal(hint->text != NULL, hint->rank > 0);
        assert_int_equal(hint->undo != NULL, hint->is_on != NULL);
    }
    assert_true(hints > 0);
}

/* A state in which all conditions are met: the table, the pane, and a row that left. */
struct bench {
    struct monitor monitor;
    struct row row;
    struct row *rows[1];
};

static struct monitor *set_up_all(struct bench *bench) {
    *bench = (struct bench){.row = {.change = ROW_GONE}, .rows = {&bench->row}};
    bench->monitor.listing = (struct listing){.rows = bench->rows, .count = 1};
    bench->monitor.pane = PANE_GROUPED;
    return &bench->monitor;
}

/* Checks that only the commands that need any of `missing` are refused, with this message. */
static void assert_refused(const struct monitor *monitor, unsigned missing, const char *words) {
    size_t count;
    size_t refused = 0;
    const struct key_command *commands = commands_all(&count);
    for (size_t i = 0; i < count; i++) {
        const char *unmet = commands_unmet(&commands[i], monitor);
        assert_int_equal(unmet != NULL, (commands[i].needs & missing) != 0);
        refused += unmet != NULL && strcmp(unmet, words) == 0;
    }
    assert_int_equal(refused > 0, missing != 0);
}

static void a_command_that_lacks_what_it_needs_says_so(void **state) {
    (void)state;
    static struct bench bench;
    struct monitor *monitor = set_up_all(&bench);
    assert_refused(monitor, 0, "");
    monitor->page = PAGE_HELP;
    assert_refused(monitor, COMMAND_IN_TABLE, "press Esc to return to the table");
    monitor = set_up_all(&bench);
    monitor->pane = PANE_CLOSED;
    assert_refused(monitor, COMMAND_WITH_PANE, "no pane is open: press Enter");
    monitor = set_up_all(&bench);
    bench.row.change = ROW_UNCHANGED;
    assert_refused(monitor, COMMAND_WITH_LEFT_ROW,
                   "only a backfill that left the list can be dismissed");
    monitor = set_up_all(&bench);
    monitor->listing.count = 0;
    assert_refused(monitor, COMMAND_WITH_ROW | COMMAND_WITH_LEFT_ROW, "no backfill is selected");
}

static const char *shown_hint(const struct view *view, int key) {
    static struct view_command shown[COMMANDS_MAX];
    size_t count = commands_show(shown, view);
    for (size_t i = 0; i < count; i++) {
        if (shown[i].keys[0] == key) {
            return shown[i].hint != NULL ? shown[i].hint : "";
        }
    }
    return "no such key";
}

static void hints_follow_what_is_shown(void **state) {
    (void)state;
    static struct bench bench;
    struct view view = {.listing = &set_up_all(&bench)->listing};
    assert_string_equal(shown_hint(&view, '\r'), "Errors");
    assert_string_equal(shown_hint(&view, 'a'), "");
    assert_string_equal(shown_hint(&view, 'd'), "Dismiss");
    assert_string_equal(shown_hint(&view, 'p'), "Pause");
    assert_string_equal(shown_hint(&view, 'j'), "");
    view.pane = PANE_GROUPED;
    assert_string_equal(shown_hint(&view, '\r'), "Close");
    assert_string_equal(shown_hint(&view, 'a'), "Unfold");
    view.pane = PANE_LIST;
    assert_string_equal(shown_hint(&view, 'a'), "Fold");
    view.connection.state = CONNECTION_PAUSED;
    assert_string_equal(shown_hint(&view, 'p'), "Resume");
    bench.row.change = ROW_UNCHANGED;
    assert_string_equal(shown_hint(&view, 'd'), "");
    assert_string_equal(shown_hint(&view, TERMINAL_KEY_ESCAPE), "");
    view.page = PAGE_HELP;
    assert_string_equal(shown_hint(&view, TERMINAL_KEY_ESCAPE), "Back");
    assert_string_equal(shown_hint(&view, '\r'), "");
    assert_string_equal(shown_hint(&view, 'q'), "Quit");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_do_what_people_expect),
        cmocka_unit_test(keys_of_the_program_itself),
        cmocka_unit_test(digits_choose_a_team),
        cmocka_unit_test(other_keys_mean_nothing),
        cmocka_unit_test(no_key_means_two_things),
        cmocka_unit_test(every_command_has_keys_a_function_and_a_line_in_the_help),
        cmocka_unit_test(some_keys_have_names_of_their_own_in_the_help),
        cmocka_unit_test(hints_have_a_rank),
        cmocka_unit_test(a_command_that_lacks_what_it_needs_says_so),
        cmocka_unit_test(hints_follow_what_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
