import type { ResolvedFlow, StepId } from '../../../machines/flow';
import { FIELD_IDS, FIELDS, type FieldId } from '../../../machines/lead';
import type { ConversationDocument } from '../../../store/documents';
import { forksOf } from '../forks';
import { type Box, CONVERSATION_ID } from '../simulator/box';
import type { Promised } from './contract';

/** Looks after each turn whether what was promised to this customer still holds. */
export interface Watch {
  /** `acted`: the fields that somebody answered in this turn, and no other may be otherwise afterwards. */
  after(before: ConversationDocument | undefined, turn: Seen): Promise<void>;
  /** They are at an end, or with a person. */
  isOver(document: ConversationDocument): boolean;
  /** Whether the flow branches on this field. */
  isFork(field: FieldId): boolean;
  readonly broken: readonly { readonly promise: Promised; readonly step: StepId; readonly what: string }[];
  readonly turns: number;
}

export interface Seen {
  readonly acted: readonly FieldId[];
  readonly expects?: { readonly field: FieldId; readonly value: string } | undefined;
  /** The customer said something, to which there is an answer. */
  readonly isSpoken: boolean;
  /** Faults of ours that were seen already. */
  readonly faults?: readonly string[];
}

export function createWatch(box: Box, flow: ResolvedFlow): Watch {
  const broken: Watch['broken'][number][] = [];
  const forks = forksOf(flow);
  let turns = 0;
  return {
    broken,
    get turns() {
      return turns;
    },
    isOver: ({ step, status }) => status === 'pending' || flow.steps[step]?.kind === 'end',
    isFork: (field) => forks.has(field),
    async after(before, seen) {
      turns += 1;
      const now = await box.document();
      const step = now?.step ?? '';
      const faults = [...(seen.faults ?? []), ...box.faults(), ...(now === undefined ? ['It was not begun.'] : [])];
      broken.push(...faults.map((what) => ({ promise: 'noFault' as const, step, what })));
      if (now === undefined) return;
      const found = [
        ...lostIn(before, now, seen),
        ...otherwiseBroken(before, now, seen, box.bank.received.length),
        ...(seen.isSpoken ? await unsentTo(box) : []),
      ];
      broken.push(...found.map(([promise, what]) => ({ promise, step, what })));
    },
  };
}

type Found = readonly [promise: Promised, what: string];

function lostIn(
  before: ConversationDocument | undefined,
  now: ConversationDocument,
  { acted, expects }: Seen,
): readonly Found[] {
  const gone = lost(before, now, acted).map(
    (field): Found => ['noLostAnswer', `${field} was known and is not any more.`],
  );
  const isOther =
    expects !== undefined && before?.step !== now.step && now.facts.fields[expects.field]?.value !== expects.value;
  return isOther ? [...gone, ['noLostAnswer', `${expects.field} was answered, and something else is known.`]] : gone;
}

function otherwiseBroken(
  before: ConversationDocument | undefined,
  now: ConversationDocument,
  { isSpoken }: Seen,
  applications: number,
): readonly Found[] {
  const found: Found[] = [];
  if (before !== undefined && before.flow.hash !== now.flow.hash)
    found.push(['ownVersion', 'It went on with another version.']);
  if (isSpoken && now.status === 'bot' && now.seq <= (before?.seq ?? 0) + 1 && !isRepeat(before, now))
    found.push(['answered', 'What the customer said was left without an answer.']);
  if (applications > 1) found.push(['noDoubleSubmit', `The bank has ${applications} applications.`]);
  return found;
}

/** Who has just written on a phone that takes messages has everything, where they wrote from. */
async function unsentTo({ setting, phone, store, address }: Box): Promise<readonly Found[]> {
  if (setting.channel !== 'whatsapp' || phone.isDown()) return [];
  const work = await store.work(CONVERSATION_ID);
  const waits = work.some(({ kind, status }) => kind === 'reply' && (status === 'pending' || status === 'claimed'));
  if (waits) return [['answered', 'An answer waits, although the customer wrote again.']];
  return phone.sentTo() === address()
    ? []
    : [['answered', 'The answer went to an address that the customer no longer writes from.']];
}

/** A tap on what is answered already says nothing new, and is answered with nothing. */
function isRepeat(before: ConversationDocument | undefined, now: ConversationDocument): boolean {
  return before !== undefined && before.step === now.step && before.facts.revision === now.facts.revision;
}

function lost(
  before: ConversationDocument | undefined,
  now: ConversationDocument,
  acted: readonly FieldId[],
): readonly FieldId[] {
  const free = new Set<string>(acted.flatMap((field) => [field, ...FIELDS[field].dependants]));
  return FIELD_IDS.filter((field) => {
    const known = before?.facts.fields[field];
    return known !== undefined && !free.has(field) && now.facts.fields[field]?.value !== known.value;
  });
}
