import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '../../sandbox/twilio/ledger';
import type { Message } from '../../sandbox/twilio/message';
import { readPhoneLedger } from './phoneLedger';

it('knows the last message although nothing was written after it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ledger-'));
  const file = join(directory, 'twilio.jsonl');
  const ledger = openLedger(file);
  for (const sid of ['SM1', 'SM2']) ledger.keep(messageOf(sid));
  expect(readPhoneLedger(file).map(({ sid }) => sid)).toEqual(['SM1', 'SM2']);
  ledger.keep({ ...messageOf('SM1'), status: 'delivered' });
  expect(readPhoneLedger(file).map(({ status }) => status)).toEqual(['delivered', 'queued']);
  ledger.close();
  rmSync(directory, { recursive: true });
});

function messageOf(sid: string): Omit<Message, 'n'> {
  const shown = { kind: 'text', body: 'Hello' } as const;
  const addressed = { user: '+85290000001', sender: '+14155550100', body: shown.body, shown, media: [] };
  return { sid, direction: 'out', ...addressed, status: 'queued', createdAt: 1, updatedAt: 1 };
}
