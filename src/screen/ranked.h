/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

/* Shares the columns of a line among parts: columns of the table, parts of the header, key hints.
 * As the line gets shorter, parts take shorter forms and then disappear, the highest rank first.
 * Pure. */

#define RANKED_FORMS 5

/* One form of a part. */
struct ranked_form {
    int rank;  /* 1 stays longest; forms of one rank appear and disappear together; 0: no more forms
                */
    int gap;   /* columns before it, unless it stands first */
    int width; /* columns; 0: nothing to show, and no gap */
    int least; /* the fewest columns that it can be clipped to; 0: it cannot be clipped */
};

struct ranked_part {
    struct ranked_form forms[RANKED_FORMS]; /* from the longest to the shortest; ranks fall */
    int form;                               /* set by ranked_share(): the form to show, or -1 ... */
    int width;                              /* ... and its columns; 0: not shown */
};

/* How a line was shared. */
struct ranked_fit {
    int rank; /* forms up to this rank are shown unclipped; 0: not even those of the lowest rank fit
               */
    int left; /* unused columns; below 0: how many are missing */
};

/* Shares `columns` among parts that stand side by side, in their order. Shows the forms of the
 * lowest rank, even if they do not fit, then those of the next higher rank, and so on while all
 * fit; each part in the longest of its forms so far. The last of these ranks may fit only with
 * forms clipped: these take what is left. */
struct ranked_fit ranked_share(struct ranked_part *parts, size_t count, int columns);
