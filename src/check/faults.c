// Faults as findings: see faults.h.
#include "check/faults.h"

static void report(struct check *check, enum fault_kind kind, bool is_query)
{
    list_each (struct fault, fault, &check->design->faults) {
        if (fault.kind != kind || fault.is_query != is_query)
            continue;
        struct finding *finding =
            check_report(check, (struct finding){
                                    .level = fault.is_certain ? LEVEL_OFF : LEVEL_WARNING,
                                    .place = fault.place,
                                    .message = fault.message,
                                    .label = fault.label,
                                    .help = fault.help,
                                });
        if (fault.related.file)
            finding_relate(check, finding, fault.related, fault.related_label);
        if (fault.note)
            finding_note(check, finding, fault.note);
        if (fault.repeated)
            finding_note(check, finding,
                         check_format(check, "and at %u more place%s", fault.repeated,
                                      fault.repeated == 1 ? "" : "s"));
    }
}

void faults_report(struct check *check, enum fault_kind kind)
{
    report(check, kind, false);
}

void faults_report_queries(struct check *check, enum fault_kind kind)
{
    report(check, kind, true);
}
