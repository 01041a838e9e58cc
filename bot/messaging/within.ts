/** The promise's outcome, or `timedOut` when there is none after so long; what was begun goes on unheeded. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T | 'timedOut'> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<'timedOut'>((resolve) => {
    timer = setTimeout(resolve, limitMs, 'timedOut');
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
