import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MOST_MESSAGES } from '../customers';
import { storm } from '../storm';
import { type DiskPlan, type NamedGround, stormOfDisks } from './badDisks';
import type { BadGround } from './grounds';

const CLOCKS: readonly NamedGround[] = [
  { name: 'three days behind', prepare: () => fakedClock('-3d'), isTold: false },
  { name: 'three days ahead', prepare: () => fakedClock('+3d'), isTold: false },
  { name: 'twice as fast', prepare: () => fakedClock('+0 x2'), isTold: false },
];

export const clockStorm = storm<DiskPlan>({
  name: 'clocks',
  does: 'the clock of the product is days off, or runs too fast',
  run: stormOfDisks,
  long: { customers: 20, messages: MOST_MESSAGES, grounds: () => CLOCKS, spoiltMs: 8_000, calmMs: 120_000 },
  quick: { customers: 3, messages: 4, grounds: () => CLOCKS, spoiltMs: 1_000, calmMs: 60_000 },
});

/** The wall clock by libfaketime; spans of time stay what they are. */
function fakedClock(offset: string): BadGround {
  const directory = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(directory, 'offset');
  writeFileSync(file, `${offset}\n`);
  return {
    environment: {
      LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    leave: () => rmSync(directory, { recursive: true, force: true }),
  };
}
