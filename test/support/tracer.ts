/**
 * For tests that record or break the system calls of a process with strace. Only `npm test` says that there is none and none
 * can be installed (`scripts/tracer.mjs`); wherever nobody said so they run, and fail without it.
 */
export const traced: typeof it = process.env.NO_TRACER === 'true' ? (it.skip as typeof it) : it;
