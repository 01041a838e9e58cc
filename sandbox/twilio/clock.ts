/** The time as the stand-in sees it: it can be moved on, so that nobody has to wait for a day to pass. */
export function createClock(real: () => number) {
  let ahead = 0;
  return {
    now: (): number => real() + ahead,
    advance: (ms: number): void => {
      ahead += ms;
    },
    reset: (): void => {
      ahead = 0;
    },
  };
}

export type Clock = ReturnType<typeof createClock>;
