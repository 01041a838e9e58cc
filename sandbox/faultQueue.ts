/** The faults asked for and not yet used up, oldest first. */
export interface FaultQueue<Fault> {
  add(fault: Fault): void;
  list(): readonly Fault[];
  clear(): void;
  /** The oldest that matches, which is then used up by one. */
  take(matches: (fault: Fault) => boolean): Fault | undefined;
}

/** Each fault strikes as many `times` as it says. */
export function createFaultQueue<Fault extends { readonly times: number }>(): FaultQueue<Fault> {
  let waiting: readonly Fault[] = [];
  return {
    add(fault) {
      waiting = [...waiting, fault];
    },
    list: () => waiting,
    clear() {
      waiting = [];
    },
    take(matches) {
      const found = waiting.find(matches);
      waiting = waiting.flatMap((fault) => (fault === found ? used(fault) : [fault]));
      return found;
    },
  };
}

function used<Fault extends { readonly times: number }>(fault: Fault): readonly Fault[] {
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}
