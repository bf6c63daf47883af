/* SPDX-License-Identifier: MIT */
/* A program that does nothing but be linked with the libraries of the monitor and start curses. */
#include <curl/curl.h>
#include <curses.h>
#include <jansson.h>
#include <microhttpd.h>

#include <stdio.h>

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) { /* never: the linker drops libraries that nothing refers to */
        json_t *nothing = json_null();
        printf("%s %s %d\n", curl_version(), MHD_get_version(), json_is_null(nothing));
        return 0;
    }
    initscr();
    addstr("empty");
    refresh();
    endwin();
    return 0;
}
