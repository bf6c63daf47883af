/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/line_edit.h"

/* What keys mean while a prompt is open. */

enum prompt_key {
    PROMPT_KEY_OTHER,  /* not a key of the prompt: suspend, redraw, scroll, mouse */
    PROMPT_KEY_TEXT,   /* a byte of the text */
    PROMPT_KEY_EDIT,   /* see *step */
    PROMPT_KEY_ACCEPT, /* close the prompt, keep what it did */
    PROMPT_KEY_CANCEL, /* close the prompt, undo what it did */
};

/* What `key`, a code of terminal_read(), means; for PROMPT_KEY_EDIT *step is set. */
enum prompt_key prompt_key(int key, enum line_edit_step *step);
