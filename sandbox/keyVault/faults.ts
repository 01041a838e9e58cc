/** What the vault does instead of answering, to the next `times` calls or, without, until it is cleared. */
export interface KeyVaultFault {
  readonly kind: 'reset' | 'silent' | 'slow' | 'forbidden403' | 'throttled429' | 'unavailable503' | 'unauthorized401';
  readonly at?: 'wrapkey' | 'unwrapkey' | 'token';
  readonly times?: number;
  /** Of a slow answer. */
  readonly ms?: number;
  /** In seconds, of a 429. */
  readonly retryAfter?: number;
}

export type KeyVaultFaults = ReturnType<typeof createKeyVaultFaults>;

export function createKeyVaultFaults() {
  let waiting: readonly KeyVaultFault[] = [];
  return {
    add: (fault: KeyVaultFault): void => {
      waiting = [...waiting, fault];
    },
    clear: (): void => {
      waiting = [];
    },
    take: (at: string): KeyVaultFault | undefined => {
      const found = waiting.find((fault) => fault.at === undefined || fault.at === at);
      waiting = waiting.flatMap((fault) => (fault === found ? used(fault) : [fault]));
      return found;
    },
  };
}

function used(fault: KeyVaultFault): readonly KeyVaultFault[] {
  if (fault.times === undefined) return [fault];
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}
