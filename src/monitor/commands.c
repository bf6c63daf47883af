/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include "action_context.h"

static void redraw(struct action_context *context) {
    (void)context;
    terminal_redraw();
}

static void suspend(struct action_context *context) {
    context->monitor->suspend = true;
}

static void quit(struct action_context *context) {
    context->monitor->quit = true;
}

static bool pane_is_open(const struct view *view) {
    return view->pane != PANE_CLOSED;
}

static bool errors_are_unfolded(const struct view *view) {
    return view->pane == PANE_LIST;
}

static bool is_paused(const struct view *view) {
    return view->connection.state == CONNECTION_PAUSED;
}

#define CTRL TERMINAL_CTRL
#define F    TERMINAL_KEY_F

/* The command of a page that lists something, from its row in LIST_PAGES. */
#define LIST_PAGE(name, add, key, help_text, hint_text, hint_rank)                                 \
    {.keys = {key},                                                                                \
     .help = help_text,                                                                            \
     .hint = {.text = hint_text, .rank = hint_rank, .when = COMMAND_IN_TABLE},                     \
     .page = PAGE_##name,                                                                          \
     .run = action_toggle_page},

/* In the order of the help, and of the hints. */
static const struct key_command commands[] = {
    {.keys = {'j', TERMINAL_KEY_DOWN},
     .help = "next backfill",
     .reads_frame = true,
     .run = action_move_down},
    {.keys = {'k', TERMINAL_KEY_UP},
     .help = "previous backfill",
     .reads_frame = true,
     .run = action_move_up},
    {.keys = {TERMINAL_KEY_PAGE_DOWN, CTRL('f'), CTRL('d')},
     .help = "page down; scrolls the pane while it is open",
     .reads_frame = true,
     .run = action_page_down},
    {.keys = {TERMINAL_KEY_PAGE_UP, CTRL('b'), CTRL('u')},
     .help = "page up; scrolls the pane while it is open",
     .reads_frame = true,
     .run = action_page_up},
    {.keys = {'g', TERMINAL_KEY_HOME},
     .help = "first backfill",
     .reads_frame = true,
     .run = action_select_first},
    {.keys = {'G', TERMINAL_KEY_END},
     .help = "last backfill",
     .reads_frame = true,
     .run = action_select_last},
    {.keys = {'\r', '\n', TERMINAL_KEY_ENTER},
     .help = "open or close the pane: errors, days, times",
     .hint = {.text = "Errors",
              .undo = "Close",
              .is_on = pane_is_open,
              .rank = 1,
              .when = COMMAND_IN_TABLE},
     .needs = COMMAND_IN_TABLE,
     .run = action_open_pane},
    {.keys = {TERMINAL_KEY_ESCAPE},
     .help = "one step back: page, prompt, search, filter, pane",
     .hint = {.text = "Back", .rank = 1, .when = COMMAND_IN_PAGE},
     .run = action_step_back},
    {.keys = {'a'},
     .help = "show the errors grouped, or one by one",
     .hint = {.text = "Unfold",
              .undo = "Fold",
              .is_on = errors_are_unfolded,
              .rank = 4,
              .when = COMMAND_IN_TABLE | COMMAND_WITH_PANE},
     .needs = COMMAND_IN_TABLE,
     .run = action_unfold},
    {.keys = {'\t'},
     .help = "switch the arrow keys between table and pane",
     .needs = COMMAND_IN_TABLE | COMMAND_WITH_PANE,
     .run = action_focus_pane},
    {.keys = {'+'},
     .help = "make the pane larger",
     .needs = COMMAND_IN_TABLE | COMMAND_WITH_PANE,
     .run = action_grow_pane},
    {.keys = {'-'},
     .help = "make the pane smaller",
     .needs = COMMAND_IN_TABLE | COMMAND_WITH_PANE,
     .run = action_shrink_pane},
    {.keys = {'y'},
     .help = "copy the backfill's id to the clipboard",
     .needs = COMMAND_IN_TABLE | COMMAND_WITH_ROW,
     .run = action_copy_id},
    {.keys = {'Y'},
     .help = "show and copy commands that backfill failed days again",
     .hint = {.text = "Commands", .rank = 5, .when = COMMAND_IN_TABLE | COMMAND_WITH_PANE},
     .needs = COMMAND_WITH_ROW,
     .run = action_copy_commands},
    /* clang-format off */
    LIST_PAGES(LIST_PAGE)
    /* clang-format on */
    {.keys = {'/'},
     .help = "search ids, transfers and status as you type",
     .hint = {.text = "Search", .rank = 5, .when = COMMAND_IN_TABLE},
     .run = action_open_search},
    {.keys = {'n'}, .help = "next match", .needs = COMMAND_IN_TABLE, .run = action_search_next},
    {.keys = {'N'},
     .help = "previous match",
     .needs = COMMAND_IN_TABLE,
     .run = action_search_previous},
    {.keys = {'\\', F(4)},
     .help = "filter the rows as you type: status:failed timeout",
     .hint = {.text = "Filter", .rank = 5, .when = COMMAND_IN_TABLE},
     .run = action_open_filter},
    {.keys = {'f'},
     .help = "show only trouble, running, waiting, ended; or all",
     .needs = COMMAND_IN_TABLE,
     .run = action_choose_group},
    {.keys = {F(6)}, .help = "choose the column to sort by", .run = action_open_sort},
    {.keys = {'<'},
     .help = "sort by the column to the left",
     .needs = COMMAND_IN_TABLE,
     .run = action_sort_left},
    {.keys = {'>'},
     .help = "sort by the column to the right",
     .needs = COMMAND_IN_TABLE,
     .run = action_sort_right},
    {.keys = {'I'},
     .help = "reverse the sort order",
     .needs = COMMAND_IN_TABLE,
     .run = action_invert},
    {.keys = {'1', '2', '3', '4', '5', '6', '7', '8', '9'},
     .key_names = "1..9",
     .help = "show one team, numbered as in --team",
     .run = action_choose_team},
    {.keys = {'0'}, .help = "show all teams", .run = action_all_teams},
    {.keys = {'d', TERMINAL_KEY_DELETE},
     .help = "dismiss the selected backfill, if it left the list",
     .hint = {.text = "Dismiss", .rank = 4, .when = COMMAND_IN_TABLE | COMMAND_WITH_LEFT_ROW},
     .needs = COMMAND_IN_TABLE | COMMAND_WITH_LEFT_ROW,
     .run = action_dismiss},
    {.keys = {'D'},
     .help = "dismiss all backfills that left the list",
     .needs = COMMAND_IN_TABLE,
     .run = action_dismiss_all},
    {.keys = {'r'},
     .help = "poll now, or as soon as the server allows it",
     .hint = {.text = "Refresh", .rank = 6},
     .run = action_refresh},
    {.keys = {'p', ' '},
     .help = "pause or resume polling",
     .hint = {.text = "Pause", .undo = "Resume", .is_on = is_paused, .rank = 7},
     .run = action_pause},
    {.keys = {TERMINAL_KEY_CLICK},
     .help = "click selects, or sorts by a heading; wheel scrolls",
     .needs = COMMAND_IN_TABLE,
     .reads_frame = true,
     .run = action_click},
    {.keys = {TERMINAL_KEY_WHEEL_UP}, .reads_frame = true, .run = action_wheel_up},
    {.keys = {TERMINAL_KEY_WHEEL_DOWN}, .reads_frame = true, .run = action_wheel_down},
    {.keys = {CTRL('l')}, .help = "redraw the screen", .run = redraw},
    {.keys = {CTRL('z')}, .help = "suspend; fg resumes", .run = suspend},
    {.keys = {'?', 'h', F(1)},
     .help = "this help",
     .hint = {.text = "Help", .rank = 2},
     .page = PAGE_HELP,
     .run = action_toggle_page},
    {.keys = {'q', F(10)},
     .key_names = "q, F10, Ctrl-C",
     .help = "quit",
     .hint = {.text = "Quit", .rank = 3},
     .run = quit},
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

_Static_assert(COMMAND_COUNT <= COMMANDS_MAX, "a frame has no room for all commands");

/* The messages for conditions that are not met, the most general first. */
static const struct {
    enum command_condition condition;
    const char *notice;
} unmet[] = {
    {COMMAND_IN_TABLE, "press Esc to return to the table"},
    {COMMAND_WITH_PANE, "no pane is open: press Enter"},
    {COMMAND_WITH_ROW, "no backfill is selected"},
    {COMMAND_WITH_LEFT_ROW, "only a backfill that left the list can be dismissed"},
};

/* The conditions that hold; `selected` may be NULL. */
static unsigned conditions_of(enum page_kind page, enum pane_mode pane,
                              const struct row *selected) {
    unsigned holding = page == PAGE_NONE ? COMMAND_IN_TABLE : COMMAND_IN_PAGE;
    holding |= pane != PANE_CLOSED ? COMMAND_WITH_PANE : 0U;
    holding |= selected != NULL ? COMMAND_WITH_ROW : 0U;
    holding |= selected != NULL && selected->change == ROW_GONE ? COMMAND_WITH_LEFT_ROW : 0U;
    return holding;
}

static bool has_key(const struct key_command *command, int key) {
    for (size_t i = 0; command->keys[i] != 0; i++) {
        if (command->keys[i] == key) {
            return true;
        }
    }
    return false;
}

const struct key_command *commands_find(int key) {
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (has_key(&commands[i], key)) {
            return &commands[i];
        }
    }
    return NULL;
}

const struct key_command *commands_all(size_t *count) {
    *count = COMMAND_COUNT;
    return commands;
}

const char *commands_unmet(const struct key_command *command, const struct monitor *monitor) {
    unsigned holding = conditions_of(monitor->page, monitor->pane,
                                     listing_selected(&monitor->listing));
    for (size_t i = 0; i < sizeof unmet / sizeof *unmet; i++) {
        if ((command->needs & ~holding & unmet[i].condition) != 0) {
            return unmet[i].notice;
        }
    }
    return NULL;
}

static const char *hint_of(const struct command_hint *hint, unsigned holding,
                           const struct view *view) {
    if (hint->text == NULL || (hint->when & ~holding) != 0) {
        return NULL;
    }
    return hint->is_on != NULL && hint->is_on(view) ? hint->undo : hint->text;
}

size_t commands_show(struct view_command *shown, const struct view *view) {
    unsigned holding = conditions_of(view->page, view->pane, listing_selected(view->listing));
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const struct key_command *command = &commands[i];
        shown[i] = (struct view_command){.keys = command->keys,
                                         .key_names = command->key_names,
                                         .help = command->help,
                                         .hint = hint_of(&command->hint, holding, view),
                                         .hint_rank = command->hint.rank};
    }
    return COMMAND_COUNT;
}
