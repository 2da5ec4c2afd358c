// See stamp.h.
#include "check/stamp.h"

#include "check/body_mention.h"

// Whether the body asks for the caller at all; what else it writes there is not followed.
static bool asks_caller(const char *body)
{
    return strcasestr(body, "auth.uid(") || strcasestr(body, "current_setting(") ||
           strcasestr(body, "current_user");
}

static enum stamp stamp_of_hit(const struct relation *relation, const struct column *column,
                               const struct verdict_hit *hit)
{
    enum stamp stamp = STAMP_NONE;
    uint32_t event = hit->cell->command == COMMAND_INSERT ? TRIGGER_INSERT : TRIGGER_UPDATE;
    if (!hit->branch->is_check)
        return STAMP_NONE;
    list_each (struct trigger *, trigger, &relation->triggers) {
        bool fires = !trigger->is_disabled && trigger->is_per_row &&
                     trigger->timing == TRIGGER_BEFORE && (trigger->events & event) &&
                     trigger->function && trigger->function->body;
        if (!fires)
            continue;
        struct body_mention mention = body_mention(trigger->function->body, column->name);
        if (mention.is_set && !mention.has_conditions && !mention.fills && !trigger->when &&
            trigger->columns.count == 0 && asks_caller(trigger->function->body))
            return STAMP_ALWAYS;
        if ((mention.is_set || mention.raises) && mention.new && !mention.fills)
            stamp = STAMP_MAYBE;
    }
    return stamp;
}

// The least of all hits: one command that no trigger ties is enough.
enum stamp stamp_of(struct check *check, const struct verdict_group *group)
{
    const struct column *column = verdict_tenancy(check, group)->column;
    enum stamp least = STAMP_ALWAYS;
    if (!group->policy || !column || column->relation != group->relation)
        return STAMP_NONE;
    list_each (struct verdict_hit, hit, &group->hits) {
        enum stamp stamp = stamp_of_hit(group->relation, column, &hit);
        least = stamp < least ? stamp : least;
    }
    return least;
}
