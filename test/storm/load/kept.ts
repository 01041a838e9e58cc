import { openStoreOf } from '../../support/running';
import type { Machines } from '../machines';
import { type Finding, finding } from '../storm';
import { isThrough, type Visitor } from './visitor';

/** Whether all that was acknowledged to these visitors is kept, and each lead once with the bank. The product must be stopped. */
export async function keptOf(machines: Machines, visitors: readonly Visitor[]): Promise<readonly Finding[]> {
  const store = await openStoreOf(machines.dataDirectory);
  let [missing, unsubmitted] = [0, 0];
  for (const visitor of visitors) {
    const { conversationId, acknowledged } = visitor;
    if (acknowledged.length === 0) continue;
    const entries = await store.transcript(conversationId, 0, 1_000);
    const words = new Map(
      entries.flatMap(({ seq, body }) => (body.from === 'customer' && body.kind === 'text' ? [[seq, body.text]] : [])),
    );
    missing += acknowledged.filter(({ seq, text }) => words.get(seq) !== text).length;
    if (!isThrough(visitor)) continue;
    const document = await store.load(conversationId);
    if (document?.submitted.length !== 1 && Object.keys(document?.facts.callouts ?? {}).length !== 1) unsubmitted += 1;
  }
  await store.close();
  const acknowledged = visitors.reduce((sum, one) => sum + one.acknowledged.length, 0);
  const emails = (await machines.applications()).map(({ body }) => EMAIL.exec(JSON.stringify(body))?.[0]);
  return [
    {
      promise: `all ${acknowledged} acknowledged messages are kept`,
      isKept: missing === 0,
      seen: `${missing} missing`,
    },
    finding('every confirmed lead is kept', 0, unsubmitted, 'not'),
    finding('no lead twice with the bank', 0, emails.length - new Set(emails).size, 'twice'),
  ];
}

const EMAIL = /mei\.tan\d+@example\.com/;
