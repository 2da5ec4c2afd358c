// One line per finding and nothing else: for editors and for counting.
#include "check/report.h"

void report_concise(const struct report *report, struct text *out)
{
    if (report->failure)
        return; // said on standard error
    list_each (struct finding *, finding, &report->run->findings) {
        report_first_line(report, finding, out);
        text_add_char(out, '\n');
    }
}
