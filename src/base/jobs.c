// Each thread takes the next number that nobody has taken. The caller works too, on its own stack:
// so the work is done even where no thread can be made.
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/jobs.h"

struct jobs {
    atomic_uint next;
    uint32_t count;
    void (*work)(void *context, uint32_t index);
    void *context;
};

static void *jobs_work(void *argument)
{
    struct jobs *jobs = argument;
    for (;;) {
        uint32_t index = atomic_fetch_add(&jobs->next, 1);
        if (index >= jobs->count)
            return NULL;
        jobs->work(jobs->context, index);
    }
}

void jobs_run(uint32_t jobs, uint32_t count, size_t stack_bytes,
              void (*work)(void *context, uint32_t index), void *context)
{
    struct jobs shared = {.count = count, .work = work, .context = context};
    pthread_t threads[JOBS_MOST];
    uint32_t made = 0, wanted = jobs < count ? jobs : count;
    pthread_attr_t attributes;
    if (wanted > 1 && pthread_attr_init(&attributes) == 0) {
        bool has_stack = pthread_attr_setstacksize(&attributes, stack_bytes) == 0;
        while (has_stack && made + 1 < wanted && made < JOBS_MOST &&
               pthread_create(&threads[made], &attributes, jobs_work, &shared) == 0)
            made++;
        pthread_attr_destroy(&attributes);
    }
    jobs_work(&shared);
    for (uint32_t i = 0; i < made; i++)
        pthread_join(threads[i], NULL);
}

uint32_t jobs_usual(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 1 : processors > JOBS_MOST ? JOBS_MOST : (uint32_t)processors;
}
