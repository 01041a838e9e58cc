import type { TranscriptEntry } from '../../../dialogs/message';
import { takeCommand } from '../../desk/command';
import { type Box, buttonsOf, CONVERSATION_ID, opening, type SaidByCustomer } from './box';
import type { AgentAct, Bubble, Move, Said, Turn } from './contract';
import { tapOf } from './simulatedPhone';

/** Between one move and the next. */
const PAUSE_MS = 20_000;
const MINUTE_MS = 60_000;

/** Plays one move and waits for all that comes of it. A move that cannot be made changes nothing and says why. */
export async function play(box: Box, move: Move): Promise<Turn> {
  const [seq, shownBubbles] = [(await box.document())?.seq ?? 0, box.phone.bubbles.length];
  if (move.kind !== 'bank' && move.kind !== 'waits') box.clock.passes(PAUSE_MS);
  const done = await make(box, move);
  await box.settled();
  const document = await box.document();
  const entries = await box.entries(seq);
  return {
    move,
    ...shownAs(entries),
    said: entries.flatMap((entry) => saidIn(box, entry)),
    ...(box.setting.channel === 'whatsapp' && { bubbles: box.phone.bubbles.slice(shownBubbles) }),
    step: document?.step ?? '',
    status: document?.status ?? 'bot',
    ...(done !== undefined && { refused: done }),
    faults: box.faults(),
  };
}

type Refused = string | undefined;

async function make(box: Box, move: Move): Promise<Refused> {
  if (move.kind !== 'opens' && (await box.document()) === undefined) return 'The chat is not open yet.';
  switch (move.kind) {
    case 'opens':
      return opens(box);
    case 'types':
      return box.deliver({ kind: 'text', text: move.text }).then(nothing);
    case 'sends':
      return box.deliver({ kind: 'media', media: move.media }).then(nothing);
    case 'taps': {
      const said = await tapped(box, move);
      return said === undefined ? `No message has the button ${move.choice}.` : box.deliver(said).then(nothing);
    }
    case 'waits':
      box.clock.passes(move.minutes * MINUTE_MS);
      return undefined;
    case 'bank':
      box.bank.becomes(move.is);
      return undefined;
    case 'agent':
      return acts(box, move.does);
  }
}

function nothing(): undefined {
  return undefined;
}

/** On a messenger nobody says in which language they write, so it is chosen as a customer chooses it. */
async function opens(box: Box): Promise<Refused> {
  const { channel, locale } = box.setting;
  await box.deliver(opening(box.setting));
  await box.settled();
  const spoken = (await box.document())?.locale;
  if (channel === 'whatsapp' && locale !== undefined && spoken !== locale)
    await box.deliver({ kind: 'choice', payload: `cmd|language:${locale}`, label: locale });
  return undefined;
}

/** As the channel would bring it: on WhatsApp what no message has a button for is typed. */
export async function tapped(
  box: Box,
  { choice, step }: Extract<Move, { kind: 'taps' }>,
): Promise<SaidByCustomer | undefined> {
  const entries = (await box.entries()).toReversed();
  const isIt = (payload: string) => {
    const tap = tapOf(payload);
    return tap.choice === choice && (step === undefined || tap.step === step);
  };
  const found = entries
    .flatMap(({ body }) => (body.from === 'customer' ? [] : buttonsOf(body.reply)))
    .find(({ payload }) => isIt(payload));
  if (found === undefined)
    return choice.startsWith('cmd|') ? { kind: 'choice', payload: choice, label: choice } : undefined;
  const { payload, label } = found;
  if (box.setting.channel === 'whatsapp' && !isShown(box.phone.bubbles, choice)) return { kind: 'text', text: label };
  return { kind: 'choice', payload, label };
}

function isShown(bubbles: readonly Bubble[], choice: string): boolean {
  return bubbles.some(({ options }) => options?.rows.some((row) => row.choice === choice));
}

/** Nobody of the staff is called so. */
const AGENT = { agent: 'simulated-agent', name: 'Agent', isSupervisor: true } as const;

async function acts({ bot, store, clock }: Box, command: AgentAct): Promise<Refused> {
  const before = await store.load(CONVERSATION_ID);
  if (before === undefined) return undefined;
  const wish = { id: `act${before.version}`, conversation: before, agent: AGENT, epoch: before.pen.epoch, command };
  const done = await takeCommand({ store, intake: bot.intake, clock: clock.now }, wish);
  return done?.status === 'refused' ? done.message : undefined;
}

function shownAs(entries: readonly TranscriptEntry[]): Pick<Turn, 'shown'> {
  const own = entries.flatMap(({ body }) => (body.from === 'customer' ? [body] : []));
  const texts = own.map((body) =>
    body.kind === 'text' ? body.text : body.kind === 'choice' ? body.label : body.media,
  );
  return texts.length === 0 ? {} : { shown: texts.join('\n') };
}

function saidIn({ overheard }: Box, { body }: TranscriptEntry): readonly Said[] {
  if (body.from === 'customer') return [];
  return [{ from: body.from, reply: body.reply, keys: body.from === 'bot' ? overheard.keysOf(body.reply) : [] }];
}
