/* SPDX-License-Identifier: MIT */
#pragma once

/* Counts the work that frames cost, in calls. A test that uses it is linked with --wrap for each of
 * the functions (tests/CMakeLists.txt): the linker sends their calls through work.c. */
struct work {
    int layouts; /* layout_compute() */
    int views;   /* tracker_throughput(): each new view asks for it once */
    int cells;   /* column_add_text() */
    int texts;   /* waddnstr(), by which texts reach ncurses */
};

/* Since the test set it last. */
extern struct work work;
