/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/commands.h"
#include "../../src/screen/key_names.h"
#include "backfilltop/screen/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The README's table of keys against the table of commands. */

#define README TEST_DATA_DIR "/../../README.md"

/* The first cells of the table, each ended by a newline. */
static void read_cells(struct buffer *cells) {
    char line[1024];
    bool is_inside = false;
    FILE *file = fopen(README, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#') {
            is_inside = strcmp(line, "### Keys\n") == 0;
        } else if (is_inside && strncmp(line, "| ", 2) == 0) {
            buffer_add_format(cells, "%.*s\n", (int)strcspn(line + 2, "|"), line + 2);
        }
    }
    fclose(file);
}

/* As the README writes a key. */
static void add_key(struct buffer *out, int key) {
    if (key == TERMINAL_KEY_UP || key == TERMINAL_KEY_DOWN) {
        buffer_add_string(out, key == TERMINAL_KEY_UP ? "`↑`" : "`↓`");
    } else if (key == TERMINAL_KEY_CLICK) {
        buffer_add_string(out, "mouse ");
    } else {
        buffer_add_string(out, "`");
        key_names_add(out, key);
        buffer_add_string(out, "`");
    }
}

/* "`1` … `9`" stands for the digits between them. */
static bool is_left_out(int key) {
    return key > '1' && key < '9';
}

/* The keys that the help names: none of a command without a line of its own. */
static const int *named_keys(const struct key_command *command) {
    static const int none = 0;
    return command->help != NULL ? command->keys : &none;
}

/* All keys as the README writes them, one after the other. */
static void add_all_keys(struct buffer *out) {
    size_t count;
    const struct key_command *commands = commands_all(&count);
    for (size_t i = 0; i < count; i++) {
        for (const int *key = named_keys(&commands[i]); *key != 0; key++) {
            add_key(out, *key);
        }
    }
    buffer_add_string(out, "`Ctrl-C`"); /* a signal */
}

static void the_readme_names_every_key(void **state) {
    (void)state;
    size_t count;
    struct buffer cells = {0};
    const struct key_command *commands = commands_all(&count);
    read_cells(&cells);
    for (size_t i = 0; i < count; i++) {
        for (const int *key = named_keys(&commands[i]); *key != 0; key++) {
            struct buffer name = {0};
            add_key(&name, *key);
            if (!is_left_out(*key) && strstr(buffer_string(&cells), buffer_string(&name)) == NULL) {
                fail_msg("no key %s in the table of README.md", buffer_string(&name));
            }
            buffer_clear(&name);
        }
    }
    buffer_clear(&cells);
}

static void the_readme_names_no_other_key(void **state) {
    (void)state;
    size_t named = 0;
    struct buffer cells = {0};
    struct buffer keys = {0};
    read_cells(&cells);
    add_all_keys(&keys);
    const char *from = buffer_string(&cells);
    while ((from = strchr(from, '`')) != NULL) {
        size_t length = strcspn(from + 1, "`") + 2;
        struct buffer name = {0};
        buffer_add(&name, from, length);
        if (strstr(buffer_string(&keys), buffer_string(&name)) == NULL) {
            fail_msg("README.md names %s, which is no key", buffer_string(&name));
        }
        buffer_clear(&name);
        from += length;
        named++;
    }
    assert_true(named > 40);
    buffer_clear(&keys);
    buffer_clear(&cells);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_readme_names_every_key),
        cmocka_unit_test(the_readme_names_no_other_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
