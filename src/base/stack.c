// A thread that is joined at once: its stack may have any size, and AddressSanitizer knows it.
#include <pthread.h>
#include <signal.h>

#include "base/stack.h"

struct call {
    int (*function)(void *context);
    void *context;
    int result;
};

static void *call_run(void *argument)
{
    struct call *call = argument;
    call->result = call->function(call->context);
    return NULL;
}

bool stack_run(size_t bytes, int (*function)(void *context), void *context, int *result,
               struct error *error)
{
    struct call call = {function, context, 0};
    pthread_attr_t attributes;
    pthread_t thread;
    int status = pthread_attr_init(&attributes);
    if (status)
        return error_set(error, "cannot start: %s", strerror(status));
    status = pthread_attr_setstacksize(&attributes, bytes);
    if (!status)
        status = pthread_create(&thread, &attributes, call_run, &call);
    pthread_attr_destroy(&attributes);
    if (status)
        return error_set(error,
                         "cannot reserve a stack of %zu MB: %s (raise the limit of address space, "
                         "`ulimit -v`)",
                         bytes >> 20, strerror(status));
    // Signals are the function's own business, on its thread: it may block them while it ends. They
    // stay blocked here, or one that it blocked would end the program after all.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    pthread_join(thread, NULL);
    *result = call.result;
    return true;
}
