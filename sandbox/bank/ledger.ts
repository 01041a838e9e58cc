import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { Market } from '../../machines/market';
import { readJsonLines } from '../jsonLines';

/** One application or prospect the bank has taken. The ledger, not the product, says how many there are. */
const LedgerEntry = z.object({
  reference: z.string(),
  api: z.enum(['application', 'prospect', 'emeaApplication']),
  market: Market,
  controlFlowId: z.string(),
  uuid: z.string(),
  takenAt: z.number(),
  body: z.unknown(),
  /** Only of what was sent outside the contract. */
  clientReference: z.string().optional(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** Appends each entry to a file and syncs it before the bank answers, so the ledger survives a kill at any moment. */
export function openLedger(file: string | undefined) {
  const entries = readJsonLines(file, LedgerEntry);
  const handle = file === undefined ? undefined : openSync(file, 'a', 0o600);
  // Ends a line that a kill cut off, so that the next entry does not join it.
  if (handle !== undefined && entries.length > 0) writeSync(handle, '\n');
  return {
    all: (): readonly LedgerEntry[] => entries,
    find: (reference: string) => entries.find((entry) => entry.reference === reference),
    append(entry: LedgerEntry): void {
      if (handle !== undefined) {
        writeSync(handle, `${JSON.stringify(entry)}\n`);
        fsyncSync(handle);
      }
      entries.push(entry);
    },
    clear(): void {
      entries.length = 0;
      if (handle !== undefined) ftruncateSync(handle);
    },
    close(): void {
      if (handle !== undefined) closeSync(handle);
    },
  };
}

export type Ledger = ReturnType<typeof openLedger>;
