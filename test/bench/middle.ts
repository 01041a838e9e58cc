import { join } from 'node:path';
import { MARKET_PROFILES } from '../../adapters/markets';
import { buildCommit } from '../../bot/commit';
import { createConversationCache, openConversation } from '../../bot/conversation';
import { decide } from '../../bot/decide';
import { openFlows } from '../../bot/flows';
import { loadTexts } from '../../bot/loadTexts';
import { createReferenceData } from '../../bot/referenceData';
import { speak } from '../../bot/speak';
import { createLog } from '../../bot/telemetry';
import { understand } from '../../bot/understand';
import type { InboundMessage } from '../../dialogs/message';
import type { Locale, Market } from '../../machines/market';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';
import type { ConversationDocument } from '../../store/documents';
import type { Commit } from '../../store/store';
import { SG_ANSWERS } from './customers';
import { percentiles } from './load';

interface ScriptedLead {
  readonly market: Market;
  readonly locale: Locale;
  readonly answers: readonly string[];
}

const LEADS: readonly ScriptedLead[] = [
  { market: 'SG', locale: 'en-SG', answers: SG_ANSWERS },
  {
    market: 'TH',
    locale: 'th-TH',
    answers: [
      '1',
      'ใช่',
      'ยินยอม',
      'ยินยอม',
      '1',
      'สมชาย',
      'ใจดี',
      '081 234 5678',
      'somchai@example.com',
      '1',
      '2',
      'กรุงเทพมหานคร',
      '99/1 ถนนสุขุมวิท',
      '1',
      'ใช่',
      'ข้อมูลถูกต้อง',
      'ยินยอม',
      'ยินยอม',
      'ส่งข้อมูล',
      'ไม่รับข่าวสาร',
    ],
  },
];

/** The pure middle of a turn: understand, decide, speak. Microseconds per turn over whole leads, once the code is warm. */
export async function measureMiddle(leads: number) {
  const parts = pureParts();
  const figures: Record<string, { 'median µs': number; 'p99 µs': number }> = {};
  for (const lead of LEADS) {
    const turns: number[] = [];
    for (let index = 0; index < leads * 2; index++) {
      const taken = await walk(parts, lead, `${lead.market}-${index}`);
      if (index >= leads) turns.push(...taken);
    }
    const { p50, p99 } = percentiles(turns);
    figures[`${lead.market} ${lead.locale}`] = { 'median µs': Math.round(p50), 'p99 µs': Math.round(p99) };
  }
  return figures;
}

/** The commits of one whole lead in Singapore, as the store is given them. */
export async function commitsOfLead(): Promise<readonly Commit[]> {
  const commits: Commit[] = [];
  const lead = LEADS.find(({ market }) => market === 'SG');
  if (lead !== undefined) await walk(pureParts(), lead, 'lead', (commit) => commits.push(commit));
  return commits;
}

function pureParts(): Parts {
  const texts = loadTexts();
  const banks = new Map(LEADS.map(({ market }) => [market, sandboxBankProfile(market)]));
  const bank = ({ market }: { readonly market: Market }) => banks.get(market)!;
  const callout = () => {
    throw new Error('The pure middle called the bank; it must not.');
  };
  const referenceData = createReferenceData({ callout, bank, texts, clock: Date.now, log: createLog('silent') });
  return {
    // Only `load` of the store is reached, and only for a conversation's first message.
    store: { load: async () => undefined } as unknown as Parts['store'],
    conversations: createConversationCache(16),
    flows: openFlows(join(__dirname, '..', '..', 'dialogs', 'flows')),
    markets: MARKET_PROFILES,
    referenceData,
    texts,
    resumeAfterMs: 6 * 3_600_000,
    remindAfterMs: 4 * 3_600_000,
    pseudonym: (identity: string) => identity,
    sealAudit: (text: string) => text,
    submissionKey: (text: string) => text,
    applicantOf: (contact: string) => contact,
    oneApplicationMs: 0,
    referenceName: (reference: string) => reference,
  };
}

type Parts = Parameters<typeof openConversation>[0] & Parameters<typeof buildCommit>[0];

async function walk(
  parts: Parts,
  { market, locale, answers }: ScriptedLead,
  id: string,
  onCommit: (commit: Commit) => void = () => {},
): Promise<number[]> {
  const taken: number[] = [];
  const take = async (message: InboundMessage) => {
    const open = await openConversation(parts, message);
    const start = process.hrtime.bigint();
    const next = decide(open, understand(open, message));
    const said = speak(parts, open, next, message);
    taken.push(Number(process.hrtime.bigint() - start) / 1_000);
    const commit = buildCommit(parts, open, next, said, message);
    if (commit !== undefined) {
      parts.conversations.keep(commit.conversation);
      onCommit(commit);
    }
    return commit?.conversation;
  };
  const envelope = (at: number) => ({
    id: `m${at}`,
    conversationId: id,
    channel: 'webchat' as const,
    receivedAt: 1_000 * at,
  });
  let document = await take({ ...envelope(0), kind: 'started', userId: 'dl_bench', market, locale });
  for (const [at, text] of answers.entries()) {
    document = await take({ ...envelope(at + 1), kind: 'text', text });
    if (document?.step === 'submit') document = await take(answerOf(document, envelope(at + 1)));
  }
  parts.conversations.forget(id);
  if (document?.step !== 'done')
    throw new Error(`The ${market} lead ended at ${document?.step}; the bench script no longer fits the flow.`);
  return taken;
}

function answerOf(
  document: ConversationDocument,
  envelope: Pick<InboundMessage, 'id' | 'conversationId' | 'receivedAt' | 'channel'>,
): InboundMessage {
  const workId = document.submitted.at(-1)?.workId ?? '';
  return {
    ...envelope,
    id: `${envelope.id}:bank`,
    kind: 'callout',
    step: 'submit',
    workId,
    fence: 1,
    outcome: { class: 'done', reference: 'REF12345', details: {} },
  };
}
