import type { CommandOutcome, DeskCommand, DeskConversation, DeskEntry, WorkRow } from '../../../bot/desk/contract';
import type { PassedTo } from '../../../dialogs/deskCommand';
import type { FixtureStaff } from './staff';

type Outcome = { readonly outcome: CommandOutcome; readonly after?: DeskConversation };

const refused = (
  code: Extract<CommandOutcome, { status: 'refused' }>['code'],
  message: string,
  more: { readonly ownerName?: string } = {},
): Outcome => ({ outcome: { status: 'refused', code, message, ...more } });

interface Deciding {
  readonly epoch: number;
  readonly by: FixtureStaff;
  readonly nameOf: (id: string) => string;
  readonly now: number;
}

/** What a command comes to, as far as the page can tell it from the real desk. */
export function decide(before: DeskConversation, command: DeskCommand, deciding: Deciding): Outcome {
  const { row } = before;
  const { epoch, by, nameOf } = deciding;
  const self = `agent:${by.id}`;
  const needsPen = !['note', 'claim', 'barge', 'reassign', 'callBackOutcome'].includes(command.kind);
  const isFree = row.owner === 'bot' || row.owner === 'queue' || row.owner === self;
  if (needsPen ? row.owner !== self : command.kind === 'claim' && !isFree) return lost(row, nameOf);
  if (needsPen && epoch !== row.epoch)
    return refused('StalePage', 'The conversation changed hands since this page looked.');
  const outcome = ACTS[command.kind](before, command as never, deciding);
  return 'outcome' in outcome ? outcome : done(outcome);
}

type Act<K extends DeskCommand['kind']> = (
  before: DeskConversation,
  command: Extract<DeskCommand, { kind: K }>,
  deciding: Deciding,
) => DeskConversation | Outcome;

const ACTS: { readonly [K in DeskCommand['kind']]: Act<K> } = {
  claim: (before, _, { by, now }) => passed(before, `agent:${by.id}`, 'open', now),
  barge: (before, _, { by, now }) =>
    by.roles.includes('supervisor')
      ? passed(before, `agent:${by.id}`, 'open', now)
      : refused('NotAllowed', 'Supervisors only.'),
  reassign: (before, { to }, { now }) => passedTo(before, to, now),
  transfer: (before, { to }, { now }) => passedTo(before, to, now),
  handBack: (before, { line }, { by, now }) => {
    const lines = line === undefined ? [] : [{ text: line, from: 'agent' as const, name: by.name }];
    const next = before.handBack.next.map(({ text, choices }) => ({ text, choices, from: 'bot' as const }));
    const spoken = [...lines, ...next].reduce((all, one) => said(all, { at: now, delivery: 'sent', ...one }), before);
    return passed(spoken, 'bot', 'bot', now);
  },
  resolve: (before, _, { now }) => passed(before, 'bot', 'resolved', now),
  send: (before, { text }, { by, now }) => {
    const { windowClosesAt = Number.POSITIVE_INFINITY } = before.composer;
    if (windowClosesAt <= now) return refused('WindowClosed', 'The 24-hour window has closed.');
    return said(before, { at: now, from: 'agent', name: by.name, text, delivery: 'sent' });
  },
  sendTemplate: (before, _, { by, now }) =>
    said(before, {
      at: now,
      from: 'agent',
      name: by.name,
      text: before.composer.template?.text ?? '',
      delivery: 'sent',
    }),
  note: (before, { text, whisper }, { by, now }) => {
    const note = { id: `n${before.notes.length + 2}`, at: now, by: nameOnly(by), text };
    return { ...before, notes: [...before.notes, { ...note, ...(whisper && { whisper: true as const }) }] };
  },
  fill: (before, command) => fill(before, command),
  offerConsent: (before, { purpose }, { now }) => {
    const consents = before.lead.consents.map((one) => (one.purpose === purpose ? { ...one, offerable: false } : one));
    const offered = said(before, { at: now, from: 'bot', text: `(${purpose})`, delivery: 'sent' });
    return { ...offered, lead: { ...before.lead, consents } };
  },
  requestCallBack: (before, { from, to }, { now }) => {
    const id = `call-${before.callBacks.length + 2}`;
    const call = {
      id,
      market: before.row.market,
      at: now,
      slot: { from, to },
      hours: '09:00–18:00',
      tries: [],
      status: 'open' as const,
    };
    return { ...before, callBacks: [...before.callBacks, call] };
  },
  callBackOutcome: (before, { callBackId, outcome, note, slot }, { by, now }) => {
    const isOpen = outcome === 'noAnswer' || outcome === 'rescheduled';
    const tried = (call: DeskConversation['callBacks'][number]) => ({
      ...call,
      status: isOpen ? ('open' as const) : ('done' as const),
      slot: slot ?? call.slot,
      tries: [...call.tries, { at: now, by: nameOnly(by), outcome, note }],
    });
    return { ...before, callBacks: before.callBacks.map((call) => (call.id === callBackId ? tried(call) : call)) };
  },
};

function nameOnly({ id, name }: FixtureStaff) {
  return { id, name };
}

function done(after: DeskConversation): Outcome {
  return { outcome: { status: 'done', epoch: after.row.epoch, seq: after.seq }, after };
}

function passed(
  before: DeskConversation,
  owner: WorkRow['owner'],
  status: WorkRow['status'],
  now: number,
): DeskConversation {
  const waitingSince = owner === 'queue' ? now : undefined;
  return withRow(before, { owner, status, epoch: before.row.epoch + 1, waitingSince });
}

function passedTo(before: DeskConversation, to: PassedTo, now: number): DeskConversation {
  return 'agent' in to ? passed(before, `agent:${to.agent}`, 'open', now) : passed(before, 'queue', 'pending', now);
}

function lost({ owner }: WorkRow, nameOf: (id: string) => string): Outcome {
  const holder = owner.replace('agent:', '');
  const name = owner.startsWith('agent:') ? nameOf(holder) : undefined;
  return refused('PenLost', 'Somebody else has this conversation now.', { ...(name && { ownerName: name }) });
}

function fill(
  before: DeskConversation,
  { field, value }: Extract<DeskCommand, { kind: 'fill' }>,
): DeskConversation | Outcome {
  if (field === 'mobile' && value !== null && !/^\+?[\d ]{8,}$/.test(value)) {
    return refused('Invalid', 'A Hong Kong mobile has 8 digits, for example 5123 4567.');
  }
  const fields = before.lead.fields.map((one) => {
    if (one.field !== field) return one;
    if (value === null) return { ...one, state: 'empty' as const, value: undefined, by: undefined };
    const label = one.choices?.find(({ code }) => code === value)?.label;
    const shown = label ?? (one.masked || one.input === 'tel' ? `•••• ${value.slice(-3)}` : value);
    return { ...one, state: 'agentEntered' as const, value: shown, by: 'agent' as const, rule: undefined };
  });
  const income = {
    text: '您的每月收入是？',
    locale: before.row.locale,
    choices: ['低於 HK$10,000', 'HK$10,000 至 HK$19,999'],
  };
  const isNext = fields.find(({ state, required }) => required && (state === 'empty' || state === 'invalid'));
  const handBack =
    isNext?.field === 'incomeBand'
      ? { ...before.handBack, asks: 'monthly income', step: 'income', next: [income] }
      : before.handBack;
  return { ...before, handBack, lead: { ...before.lead, fields } };
}

export function said(before: DeskConversation, what: Omit<DeskEntry, 'seq'>): DeskConversation {
  const seq = before.seq + 1;
  return { ...before, seq, transcript: [...before.transcript, { ...what, seq }] };
}

export function withRow(before: DeskConversation, over: Partial<WorkRow>): DeskConversation {
  return { ...before, row: { ...before.row, ...over } };
}
