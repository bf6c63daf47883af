/* SPDX-License-Identifier: MIT */
#include "../../src/screen/canvas.h"
#include "backfilltop/base/random.h"
#include "screen/support/capture.h"
#include "screen/support/picture.h"

#include <curses.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Texts that change in place, of few lengths, so that a line is often as long as before: with
 * characters of two columns, of none, and of one column in several bytes. */
enum { FRAMES = 20000, LINES_USED = 3, MARKS = 5, WIDTH = 40, HEIGHT = 10 };

struct part {
    enum canvas_layer layer;
    int y;
    int x;
    int columns; /* of a run; 0: a text */
    const char *text;
    struct style style;
};

static const char *some_text(uint64_t *random) {
    static const char *const texts[] = {"abcd",
                                        "wxyz",
                                        "ab\xC3\xA9",
                                        "\xE4\xB8\xAD"
                                        "a",
                                        "a\xE4\xB8\xAD",
                                        "e\xCC\x81"
                                        "b",
                                        "\xCC\x81"
                                        "cd",
                                        "abc"};
    return texts[random_upto(random, sizeof texts / sizeof *texts - 1)];
}

static struct style some_style(uint64_t *random) {
    return (struct style){.attributes = random_upto(random, 1) == 0 ? A_NORMAL : A_BOLD};
}

static struct part some_part(uint64_t *random) {
    return (struct part){
        .layer = (enum canvas_layer)random_upto(random, canvas_layer_count - 1),
        .y = (int)random_upto(random, LINES_USED - 1),
        .x = 1 + (int)random_upto(random, 12), /* what has no width needs a cell before it */
        .columns = (int)random_upto(random, 3) == 0 ? 4 : 0,
        .text = some_text(random),
        .style = some_style(random),
    };
}

static void change(struct part *parts, uint64_t *random) {
    struct part *part = &parts[random_upto(random, MARKS * LINES_USED - 1)];
    switch (random_upto(random, 7)) {
    case 0:
        *part = some_part(random);
        break;
    case 1:
        part->style = some_style(random);
        break;
    default:
        part->text = some_text(random);
    }
}

static void draw(const struct part *parts) {
    canvas_begin();
    for (int layer = 0; layer < canvas_layer_count; layer++) {
        canvas_enter((enum canvas_layer)layer);
        for (int i = 0; i < MARKS * LINES_USED; i++) {
            const struct part *part = &parts[i];
            bool is_run = part->columns > 0;
            if ((int)part->layer == layer && is_run) {
                canvas_add_run(part->y, part->x, part->columns,
                               part->text[0] == 'a' ? "\xE2\x96\x88" : "\xE2\x96\x91", part->style);
            } else if ((int)part->layer == layer) {
                canvas_add(part->y, part->x, part->text, strlen(part->text), part->style);
            }
        }
    }
    canvas_end();
}

/* Lines of which only what has changed is put show what lines that are put whole do. */
static void a_line_that_is_patched_looks_as_if_put_whole(void **state) {
    struct capture capture;
    struct part parts[MARKS * LINES_USED];
    uint64_t random = 1;
    (void)state;
    capture_open(&capture, &(struct capture_options){.theme = THEME_ID_DEFAULT});
    assert_int_equal(resizeterm(HEIGHT, WIDTH), OK);
    for (int i = 0; i < MARKS * LINES_USED; i++) {
        parts[i] = some_part(&random);
    }
    for (int frame = 0; frame < FRAMES; frame++) {
        struct picture patched;
        struct picture whole;
        change(parts, &random);
        draw(parts);
        picture_take(&patched);
        canvas_forget();
        draw(parts);
        picture_take(&whole);
        for (int i = 0; i < WIDTH * LINES_USED; i++) {
            assert_true(picture_alike(&patched.cells[i], &whole.cells[i]));
        }
        free(patched.cells);
        free(whole.cells);
    }
    capture_close(&capture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_is_patched_looks_as_if_put_whole),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}
