import { performance } from 'node:perf_hooks';

/** For spans of time: a clock that is set must neither stretch nor cut them. */
export const steadily = () => performance.now();
