/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode_cache.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "decode_items.h"
#include "decode_known.h"

#include <stdlib.h>
#include <string.h>

/* What an item was decoded to, beside the backfill. */
struct known_item {
    int64_t id;        /* BACKFILL_NO_ID: it is no backfill */
    uint32_t warnings; /* but for the one below */
    bool assumed_utc;  /* a time without a zone, of which a snapshot warns once */
};

struct decode_cache {
    struct json_scan scan;    /* without a list: empty */
    struct known_item *items; /* of it */
    uint64_t serial;          /* of its snapshot; counts all that there were */
    struct decode_pause pause;
};

/* A list that is being read. */
struct reading {
    const struct decode_cache *cache;
    const struct decode_list *list;
    struct snapshot *snapshot;
    struct known_item *items; /* of the list */
    bool *kept;               /* of the cache's items: the list has them too */
    size_t decoded;           /* items since the latest pause */
};

static void empty(struct decode_cache *cache) {
    json_scan_clear(&cache->scan);
    free(cache->items);
    cache->items = NULL;
}

/* The item's own warnings are those that it would have if it stood alone. */
static struct known_item read_new(const struct reading *reading, size_t index) {
    struct snapshot *snapshot = reading->snapshot;
    struct known_item item;
    size_t before = snapshot->warnings;
    bool assumed_before = snapshot->assumed_utc;
    snapshot->assumed_utc = false;
    item.id = decode_item(reading->list, index, false, snapshot);
    item.assumed_utc = snapshot->assumed_utc;
    item.warnings = (uint32_t)(snapshot->warnings - before - item.assumed_utc);
    snapshot->warnings -= assumed_before && item.assumed_utc;
    snapshot->assumed_utc = assumed_before || item.assumed_utc;
    return item;
}

/* The first warning of a snapshot is put in words: by the decoder, as it names the place. */
static void warn_again(const struct reading *reading, size_t index, const struct known_item *item) {
    struct snapshot *snapshot = reading->snapshot;
    if (item->warnings == 0 && !item->assumed_utc) {
        return;
    }
    if (snapshot->warnings > 0) {
        snapshot->warnings += item->warnings + (item->assumed_utc && !snapshot->assumed_utc);
        snapshot->assumed_utc |= item->assumed_utc;
    } else if (decode_item(reading->list, index, false, snapshot) != BACKFILL_NO_ID) {
        backfill_clear(&snapshot->backfills[--snapshot->count]);
    }
}

/* After an item has been decoded. */
static void pause_now_and_then(struct reading *reading) {
    const struct decode_pause *pause = &reading->cache->pause;
    if (++reading->decoded == DECODE_PAUSE_ITEMS) {
        reading->decoded = 0;
        if (pause->run != NULL) {
            pause->run(pause->context);
        }
    }
}

static void read_item(struct reading *reading, size_t index) {
    uint32_t known = reading->list->scan->items[index].known;
    if (known == JSON_ITEM_NEW) {
        reading->items[index] = read_new(reading, index);
        pause_now_and_then(reading);
        return;
    }
    reading->kept[known] = true;
    reading->items[index] = reading->cache->items[known];
    reading->snapshot->kept += reading->items[index].id != BACKFILL_NO_ID;
    warn_again(reading, index, &reading->items[index]);
}

/* Whether each id is above the one before it (`order` 1), or below (-1). */
static bool is_ordered(const int64_t *ids, size_t count, int order) {
    for (size_t i = 1; i < count; i++) {
        if (compare_int64(ids[i], ids[i - 1]) != order) {
            return false;
        }
    }
    return true;
}

/* Whether two items have one id. */
static bool has_repeated(const struct known_item *items, size_t count) {
    int64_t *ids = memory_resize(NULL, count, sizeof *ids);
    size_t id_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (items[i].id != BACKFILL_NO_ID) {
            ids[id_count++] = items[i].id;
        }
    }
    bool repeated = false;
    if (!is_ordered(ids, id_count, 1) && !is_ordered(ids, id_count, -1)) {
        qsort(ids, id_count, sizeof *ids, compare_int64_at);
        repeated = !is_ordered(ids, id_count, 1);
    }
    free(ids);
    return repeated;
}

/* The backfills that stand otherwise in the list, or not at all. */
static void note_replaced(const struct reading *reading) {
    struct snapshot *snapshot = reading->snapshot;
    size_t capacity = 0;
    for (size_t i = 0; i < reading->cache->scan.item_count; i++) {
        int64_t id = reading->cache->items[i].id;
        if (!reading->kept[i] && id != BACKFILL_NO_ID) {
            snapshot->replaced = memory_grow(snapshot->replaced, &capacity,
                                             snapshot->replaced_count + 1,
                                             sizeof *snapshot->replaced);
            snapshot->replaced[snapshot->replaced_count++] = id;
        }
    }
    if (snapshot->replaced_count > 0) {
        qsort(snapshot->replaced, snapshot->replaced_count, sizeof *snapshot->replaced,
              compare_int64_at);
    }
}

static void keep(struct decode_cache *cache, struct json_scan *scan, struct known_item *items) {
    struct buffer room = cache->scan.repaired;
    cache->scan.repaired = (struct buffer){0};
    empty(cache);
    cache->items = items;
    cache->scan = *scan;
    *scan = (struct json_scan){0};
    json_scan_keep(&cache->scan, &room);
}

struct decode_cache *decode_cache_new(void) {
    return memory_new(1, sizeof(struct decode_cache));
}

void decode_cache_free(struct decode_cache *cache) {
    if (cache != NULL) {
        empty(cache);
        free(cache);
    }
}

void decode_cache_set_pause(struct decode_cache *cache, struct decode_pause pause) {
    cache->pause = pause;
}

void decode_cache_rebase(struct decode_cache *cache, uint64_t base) {
    if (cache->serial != base) {
        empty(cache);
    }
}

const struct json_scan *decode_cache_scan(const struct decode_cache *cache) {
    return cache->scan.has_list ? &cache->scan : NULL;
}

bool decode_cache_read(struct decode_cache *cache, struct json_scan *scan,
                       const struct decode_list *list, struct snapshot *snapshot) {
    struct reading reading = {
        .cache = cache,
        .list = list,
        .snapshot = snapshot,
        .items = memory_new(list->count, sizeof *reading.items),
        .kept = memory_new(cache->scan.item_count, sizeof *reading.kept),
    };
    for (size_t i = 0; i < list->count; i++) {
        read_item(&reading, i);
    }
    bool is_good = !has_repeated(reading.items, list->count);
    if (is_good) {
        note_replaced(&reading);
        snapshot->base = cache->scan.has_list ? cache->serial : 0;
        snapshot->serial = ++cache->serial;
    }
    if (is_good && scan->length <= DECODE_CACHE_MAX) {
        keep(cache, scan, reading.items);
    } else {
        empty(cache);
        free(reading.items);
    }
    free(reading.kept);
    return is_good;
}
