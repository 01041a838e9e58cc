import type { ConversationDocument } from '../../../store/documents';
import type { Chance } from '../chance';
import { type Box, buttonsOf, opening, type SaidByCustomer } from '../simulator/box';
import type { Move } from '../simulator/contract';
import { exampleMove } from '../simulator/example';
import { play, tapped } from '../simulator/play';
import type { TriedFlow, TriedFlows } from '../simulator/triedFlows';
import type { Condition } from './contract';
import type { Seen, Watch } from './watch';

/** A customer who wants a card, and what happens to them on the way. */
export interface StormCustomer {
  readonly box: Box;
  readonly flows: TriedFlows;
  /** Published while they are inside. */
  readonly other: TriedFlow;
  readonly condition: Condition;
  readonly chance: Chance;
  readonly watch: Watch;
}

const HOUR_MS = 3_600_000;
/** For so long a messenger lets us answer. */
const WINDOW_HOURS = 24;
/** How WhatsApp names who hides their number, and the same person once they show it. */
const HIDDEN = 'whatsapp:XX.13491208655302741918';
const SHOWN = 'whatsapp:+15005550006';
const PAUSE_MS = 20_000;
const MOST_TURNS = 90;
/** The share of questions at which it goes wrong. */
const OFTEN = 0.4;

/** From the greeting to the end, a person, or nowhere. */
export async function live(customer: StormCustomer): Promise<void> {
  const { box, watch, condition, chance } = customer;
  if (condition === 'slowBank' || condition === 'everything') box.bank.becomes(chance.pick(['slow', 'down']));
  if (condition === 'hiddenNumber') box.writesFrom(HIDDEN);
  await says(customer, opening(box.setting), {});
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const document = await box.document();
    if (document === undefined || watch.isOver(document)) return;
    await goOn(customer, document);
  }
}

async function goOn(customer: StormCustomer, document: ConversationDocument): Promise<void> {
  const move = moveAt(customer.box, document);
  if (move === undefined) return waits(customer);
  const then = (await mishapFor(customer)?.(customer, document, move)) ?? 'once';
  if (then !== 'answered') await answers(customer, move, then);
}

/** How the question is answered after it went wrong; `answered`: it is already, or it is with somebody else. */
type Then = HowOften | 'answered';
/** The same message three times is one redelivered, with its id; a doubled one is a second message that says the same. */
type HowOften = 'once' | 'redelivered' | 'doubled';
type Mishap = (customer: StormCustomer, document: ConversationDocument, move: Move) => Promise<Then>;

const MISHAPS: { readonly [C in Exclude<Condition, 'everything'>]: Mishap } = {
  duplicates: async () => 'redelivered',
  // Nobody types their name twice at once; a button is tapped twice easily.
  doubleTaps: async (_customer, _document, { kind }) => (kind === 'taps' ? 'doubled' : 'once'),
  reordered: swapped,
  late: away,
  staleButtons: tapsOld,
  voiceNotes: sendsVoice,
  publishMidFlow: published,
  handoverMidQuestion: handedOver,
  slowBank: impatient,
  hiddenNumber: fromElsewhere,
  windowClosed: outOfReach,
};

function mishapFor({ condition, chance }: StormCustomer): Mishap | undefined {
  if (!chance.happens(OFTEN)) return undefined;
  return condition === 'everything' ? chance.pick(Object.values(MISHAPS)) : MISHAPS[condition];
}

function moveAt({ bot, overheard, setting }: Box, { prompt, locale, status }: ConversationDocument): Move | undefined {
  if (status !== 'bot') return undefined;
  const market = bot.sight.markets[setting.market];
  return exampleMove(prompt, { market, locale, texts: overheard.texts });
}

/** Nothing to answer: the bank is at work. */
async function waits({ box, watch }: StormCustomer): Promise<void> {
  const before = await box.document();
  box.bank.becomes('ok');
  box.clock.passes(HOUR_MS / 4);
  await box.settled();
  await watch.after(before, { acted: [], isSpoken: false });
}

async function answers(customer: StormCustomer, move: Move, howOften: HowOften): Promise<void> {
  const said = await saidBy(customer.box, move);
  const field = (await customer.box.document())?.prompt?.field;
  if (said === undefined) return;
  const value = move.kind === 'taps' ? /^pick:(.*)$/.exec(move.choice)?.[1] : undefined;
  await says(customer, said, {
    howOften,
    ...(field !== undefined && { acted: [field] }),
    ...(field !== undefined && value !== undefined && { expects: { field, value } }),
  });
}

async function saidBy(box: Box, move: Move): Promise<SaidByCustomer | undefined> {
  if (move.kind === 'types') return { kind: 'text', text: move.text };
  return move.kind === 'taps' ? tapped(box, move) : undefined;
}

interface HowSaid extends Partial<Pick<Seen, 'acted' | 'expects'>> {
  readonly howOften?: HowOften;
}

async function says({ box, watch }: StormCustomer, said: SaidByCustomer, how: HowSaid): Promise<void> {
  const { howOften = 'once', acted = [], expects } = how;
  const before = await box.document();
  box.clock.passes(PAUSE_MS);
  const id = `s${box.clock.now()}`;
  const ids = { once: [id], redelivered: [id, id], doubled: [id, `${id}b`] }[howOften];
  await Promise.all(ids.map((one) => box.deliver(said, one)));
  await box.settled();
  // Once more when the conversation has gone on.
  if (howOften === 'redelivered') await box.deliver(said, id);
  await box.settled();
  await watch.after(before, { acted, expects, isSpoken: true });
}

/** Two messages in a row, and the second arrives first. */
async function swapped(customer: StormCustomer, _document: ConversationDocument, move: Move): Promise<Then> {
  await answers(customer, move, 'once');
  await says(customer, { kind: 'text', text: '...' }, {});
  return 'answered';
}

async function away({ box, chance }: StormCustomer): Promise<Then> {
  box.clock.passes(chance.between(7, 60) * HOUR_MS);
  await box.settled();
  return 'once';
}

/** A button further up: the same answer again, or another one. */
async function tapsOld(customer: StormCustomer, { prompt }: ConversationDocument): Promise<Then> {
  const { box, chance, watch } = customer;
  const old = (await box.entries()).flatMap(({ body }) => {
    const asked = body.from === 'bot' ? body.reply.prompt : undefined;
    if (body.from !== 'bot' || asked?.field === undefined || asked.step === prompt?.step) return [];
    const { field } = asked;
    // Whoever changes the language or the way reads and is asked something else: no mishap.
    if (field === 'language' || watch.isFork(field)) return [];
    const picks = buttonsOf(body.reply).filter(({ payload }) => payload.includes('|pick:'));
    return picks.map((button) => ({ button, field }));
  });
  if (old.length === 0) return 'once';
  const { button, field } = chance.pick(old);
  await says(customer, { kind: 'choice', ...button }, { acted: [field] });
  return 'once';
}

async function sendsVoice(customer: StormCustomer): Promise<Then> {
  await says(customer, { kind: 'media', media: 'audio' }, {});
  return 'once';
}

async function published({ flows, other }: StormCustomer): Promise<Then> {
  flows.publish(other);
  return 'once';
}

/** An agent takes it in the middle of a question, fills in the answer if that is theirs to give, and hands back. */
async function handedOver({ box, watch }: StormCustomer, { prompt }: ConversationDocument, move: Move): Promise<Then> {
  const before = await box.document();
  const field = prompt?.field;
  const value = move.kind === 'types' ? move.text : move.kind === 'taps' ? move.choice.replace(/^pick:/, '') : '';
  await play(box, { kind: 'agent', does: { kind: 'claim' } });
  await box.deliver({ kind: 'text', text: 'hello?' });
  if (field !== undefined) await play(box, { kind: 'agent', does: { kind: 'fill', field, value } });
  const back = await play(box, { kind: 'agent', does: { kind: 'handBack' } });
  await watch.after(before, { acted: field === undefined ? [] : [field], isSpoken: false, faults: back.faults });
  return 'answered';
}

/** Asks how it stands. */
async function impatient(customer: StormCustomer): Promise<Then> {
  await says(customer, { kind: 'choice', payload: 'cmd|status', label: 'status' }, {});
  return 'once';
}

/** Who hides their number shows it, or hides it again: the same person writes from another address. */
async function fromElsewhere({ box }: StormCustomer): Promise<Then> {
  box.writesFrom(box.address() === HIDDEN ? SHOWN : HIDDEN);
  return 'once';
}

/** The messenger is down for longer than its window is open: what they are asked next waits until they write again. */
async function outOfReach(customer: StormCustomer, _document: ConversationDocument, move: Move): Promise<Then> {
  const { box } = customer;
  if (box.setting.channel !== 'whatsapp') return 'once';
  box.phone.becomes('down');
  await answers(customer, move, 'once');
  box.clock.passes((WINDOW_HOURS + 1) * HOUR_MS);
  await box.settled();
  box.phone.becomes('ok');
  await says(customer, { kind: 'text', text: '...' }, {});
  return 'answered';
}
