/* SPDX-License-Identifier: MIT */
#include "action_context.h"

#include "backfilltop/core/vendor_commands.h"

#include <inttypes.h>

void action_copy_id(struct action_context *context) {
    const struct row *row = listing_selected(&context->monitor->listing);
    char id[24];
    snprintf(id, sizeof id, "%" PRId64, row->backfill.id);
    monitor_notice(context->monitor, context->now_ms, "%s %s", id,
                   terminal_copy(id) ? "sent to the clipboard"
                                     : "not copied: this terminal has no clipboard");
}

/* Also shows them: not every terminal lets a program write to its clipboard. */
void action_copy_commands(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    const struct row *row = listing_selected(&monitor->listing);
    struct vendor_advice advice = {0};
    vendor_advice_init(&advice, &monitor->tracker, row);
    if (advice.text.length > 0) {
        monitor_end_notice(monitor); /* it may be about another row */
        monitor->page = PAGE_COMMANDS;
        monitor->page_scroll = 0;
    } else {
        monitor_notice(monitor, context->now_ms, "%" PRId64 ": nothing to backfill again: %s",
                       row->backfill.id, buffer_string(&advice.why_not));
    }
    if (advice.commands.length > 0) {
        terminal_copy(buffer_string(&advice.commands));
    }
    vendor_advice_clear(&advice);
}
