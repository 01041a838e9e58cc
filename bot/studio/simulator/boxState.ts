import { FIELD_IDS, FIELDS } from '../../../machines/lead';
import { fieldsInReach, openQuestions, path, progress } from '../../../machines/navigate';
import { type Box, CONVERSATION_ID } from './box';
import type { BoxState } from './contract';

/** What is known in a box, and where it goes from there; undefined before the chat was opened. */
export async function boxState(box: Box): Promise<BoxState | undefined> {
  const document = await box.document();
  if (document === undefined) return undefined;
  const { facts, step, status, locale } = document;
  const { machine } = (await box.bot.look(document)).flow;
  const [cases, callBacks] = await Promise.all([open(box, 'case'), open(box, 'callBack')]);
  return {
    step,
    status,
    locale,
    dir: box.overheard.texts.dir(locale),
    fields: FIELD_IDS.flatMap((field) => {
      const fact = facts.fields[field];
      return fact === undefined ? [] : [{ field, ...fact }];
    }),
    consents: Object.entries(facts.consents).map(([purpose, consent]) => ({ purpose, ...consent })),
    callouts: Object.entries(facts.callouts).map(([id, { status: is, ...rest }]) => ({
      step: id,
      status: is,
      ...('reference' in rest && { reference: rest.reference }),
    })),
    path: path(machine, facts),
    next: openQuestions(machine, facts),
    progress: progress(machine, { facts }),
    fillable: [...fieldsInReach(machine, facts).keys()].filter((field) => !FIELDS[field].customerOnly),
    bank: {
      is: box.bank.is(),
      waiting: box.bank.waiting() > 0,
      received: box.bank.received.map(({ body }) => body),
    },
    cases,
    callBacks,
    now: box.clock.now(),
  };
}

async function open({ store }: Box, kind: 'case' | 'callBack'): Promise<number> {
  const records = await store.records(kind, { conversationId: CONVERSATION_ID, limit: 100 });
  return records.filter(({ body }) => body.status === 'open').length;
}
