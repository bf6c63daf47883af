# SPDX-License-Identifier: MIT
"""Lists of backfills as the API answers them: about 410 bytes a backfill."""
import json

SAME, THREE_CHANGED, ALL_CHANGED = 0, 1, 2
STEPS = 10  # polls in which counts only rise; then they begin again


def backfill(number, completed):
    return {
        "transfer_backfill_id": 57000 + number, "transfer_id": 456700 + number % 97,
        "range_start_date": "2024-01-01", "range_end_date": "2024-12-30",
        "created_time": "2026-11-25T14:00:00Z", "created_user_id": 700 + number % 11,
        "start_time": "2026-11-25T14:30:00Z", "end_time": None, "status": "RUNNING",
        "transfer_runs_total": 365, "transfer_runs_created": 365, "transfer_runs_completed": completed,
        "transfer_runs_failed": 0, "error_report": [],
    }


def body(count, change, step):
    """The list that polls 0 to STEPS - 1 get in turn; `change` says in how many backfills one differs from the next."""
    changed = {SAME: 0, THREE_CHANGED: 3, ALL_CHANGED: count}[change]
    distance = max(count // 3, 1)
    moves = set(range(count)) if change == ALL_CHANGED else {i * distance for i in range(changed)}
    rows = [backfill(i, 100 + i % 200 + (step if i in moves else 0)) for i in range(count)]
    meta = {"request_id": "01892A4D-7586-7000-8000-00000000000%d" % step}
    return json.dumps({"meta": meta, "data": rows})
