/** A case as the operators' door shows it. */
export interface CaseView {
  readonly id: string;
  readonly at: number;
  readonly market: string;
  readonly status: 'open' | 'settled';
  readonly reason: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly possible: readonly string[];
  readonly proposal?: Decision;
  readonly settlement?: Decision & { readonly confirmedBy?: string };
}

interface Decision {
  readonly operator: string;
  readonly at: number;
  readonly action: { readonly kind: string; readonly reference?: string; readonly note?: string };
}

/** One case in full: why it is open, what is known, who wants what, and what to do next. */
export function caseLines(found: CaseView): readonly string[] {
  const { id, status, market, at, reason, evidence } = found;
  return [
    id,
    `${status}, ${market}, since ${when(at)}: ${REASONS[reason] ?? reason}`,
    '',
    ...evidenceLines(evidence),
    '',
    ...(found.settlement ? [settled(found.settlement)] : nextLines(found)),
  ];
}

/** What an operator wants done, as the command for it. */
export function wish({ action }: Decision): string {
  return [COMMAND_OF[action.kind]?.split(' ', 1)[0] ?? action.kind, action.reference].filter(Boolean).join(' ');
}

/** Minutes are enough, and UTC. */
export function when(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function settled(settlement: NonNullable<CaseView['settlement']>): string {
  const { operator, confirmedBy } = settlement;
  return `Settled: ${wish(settlement)} by ${operator}${confirmedBy ? `, confirmed by ${confirmedBy}` : ''}.`;
}

function nextLines({ id, proposal, possible }: CaseView): readonly string[] {
  return [
    ...(proposal
      ? [`${proposal.operator} proposed: ${wish(proposal)}. Another operator confirms it by running the same.`]
      : []),
    'Next, whichever is true:',
    ...possible.map((kind) => `  npm run cases -- ${COMMAND_OF[kind]?.replace('<case>', id)}`),
  ];
}

const REASONS: Readonly<Record<string, string>> = {
  ambiguousSubmission: 'the bank may or may not have the application. Ask it, by the request ids and the time.',
  notSubmitted: 'the bank never took the application.',
  answerNotTaken: 'the bank answered, and a fault of ours kept the customer from hearing of it.',
  replyWindowClosed: 'a reply came after the 24 hours in which the messenger lets us answer.',
  replyUndeliverable: 'a reply could not be delivered.',
  replyRefused: 'the messenger refused a reply.',
};

const COMMAND_OF: Readonly<Record<string, string>> = {
  done: 'done <case> --reference <reference>',
  resend: 'not-created <case> --resend',
  reject: 'reject <case>',
  told: 'told <case> --note "<what you did>"',
};

function evidenceLines(evidence: object, indent = '  '): readonly string[] {
  return Object.entries(evidence).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? [`${indent}${name}:`, ...evidenceLines(value, `${indent}  `)]
      : [`${indent}${name}: ${shown(name, value)}`],
  );
}

function shown(name: string, value: unknown): string {
  if (typeof value === 'number' && name.endsWith('At')) return new Date(value).toISOString();
  return Array.isArray(value) ? value.join(', ') : String(value);
}
