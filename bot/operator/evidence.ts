import { createHash } from 'node:crypto';
import type { Lead } from '../../adapters/callouts/callout';
import type { ConversationDocument, WorkItem } from '../../store/documents';

/** What is known of one try beyond what the work item tells. */
export interface TryOutcome {
  /** Epoch milliseconds; undefined when the process that sent it is gone. */
  readonly sentAt?: number;
  readonly endedAt?: number;
  /** What came back, by name: `http502`, `headersTimeout`. */
  readonly cameBack?: string;
}

/**
 * What a person needs to ask the bank about a submission that nobody can account for: when, which request ids, and of
 * what. Which questions were answered is in it and what they were answered is not, but for the product.
 */
export function submissionEvidence(
  item: WorkItem,
  conversation: ConversationDocument,
  tried: TryOutcome,
  fingerprint: (text: string) => string,
): Readonly<Record<string, unknown>> {
  const { facts } = item.body.lead as Pick<Lead, 'facts'>;
  const own = conversation.submitted.find(({ workId }) => workId === item.id);
  return {
    market: conversation.market,
    product: own?.product ?? facts.fields.product?.value ?? '',
    operation: item.body.operation,
    ...(own && { confirmedAt: own.at }),
    ...tried,
    tries: item.attempts,
    requestIds: Array.from({ length: triesOf(item, conversation) }, (_, index) =>
      requestIds(item.id, index + 1),
    ).flat(),
    fields: Object.keys(facts.fields).sort(),
    fingerprint: fingerprint(sha256(JSON.stringify(facts))),
  };
}

/** A claim that was taken over is not a try itself; a store that was lost may have made some that are not known here. */
function triesOf({ fence, orphaned }: WorkItem, { restored }: ConversationDocument): number {
  if (restored !== undefined) return fence + LOST_TRIES;
  return orphaned ? fence - 1 : fence;
}

const LOST_TRIES = 3;

/**
 * The ids in the headers of one try: of its request, and of its repetition after a refused token. Derived, so that they
 * are known also when the process ended with the request under way; no two tries share any.
 */
export function requestIds(workId: string, fence: number): readonly [string, string] {
  return [1, 2].map((request) => uuidOf(`${workId}\n${fence}\n${request}`)) as [string, string];
}

/** A version 8 UUID: made of a hash. */
function uuidOf(text: string): string {
  const hash = sha256(text);
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
