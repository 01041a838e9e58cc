import type { HttpResponse } from '../../adapters/route';
import { withCustomerName } from '../../bot/desk/canned';
import { type Done, takeCommand } from '../../bot/desk/command';
import type { CommandOutcome, DeskCommand } from '../../bot/desk/contract';
import { agentOf } from '../../bot/desk/holder';
import { isHub } from '../../bot/hub/session';
import { hasRole, type Principal, worksFor } from '../../bot/staff/principal';
import type { Market } from '../../machines/market';
import type { ConversationDocument } from '../../store/documents';
import { NOT_FOUND } from '../auth/guard';
import type { DeskRoutesParts } from './parts';

export interface Commanding {
  readonly id: string;
  readonly epoch: number;
  readonly command: DeskCommand;
}

/** Takes an agent's command: done, refused because of the pen, or refused for what it wants. */
export async function commandAnswer(
  parts: DeskRoutesParts,
  who: Principal,
  document: ConversationDocument,
  { id, epoch, command }: Commanding,
): Promise<HttpResponse> {
  const { store, bot, clock } = parts;
  const isPassed = command.kind === 'transfer' || command.kind === 'reassign';
  if (isPassed && !(await isSomewhere(parts, document.market, command.to))) return NOWHERE;
  const agent = { agent: who.id, name: who.name, ...(hasRole(who, ['supervisor']) && { isSupervisor: true as const }) };
  const named = await withName(parts, document, command);
  const wish = { id, conversation: document, agent, epoch, command: named };
  const done = await takeCommand({ store, intake: bot.intake, clock }, wish);
  return done === undefined ? NOT_FOUND : answer(parts, done);
}

/** An agent's text may ask for the customer's name, which the desk does not show. */
async function withName(
  { bot }: DeskRoutesParts,
  document: ConversationDocument,
  command: DeskCommand,
): Promise<DeskCommand> {
  const filled = async (text: string) =>
    text.includes('{') ? withCustomerName((await bot.look(document)).view, text) : text;
  if (command.kind === 'send') return { ...command, text: await filled(command.text) };
  if (command.kind === 'handBack' && command.line !== undefined)
    return { ...command, line: await filled(command.line) };
  return command;
}

/** Whoever it is passed to must be able to take it. */
async function isSomewhere(
  { people, queues }: DeskRoutesParts,
  market: Market,
  to: Extract<DeskCommand, { kind: 'transfer' }>['to'],
): Promise<boolean> {
  if ('queue' in to) return queues(market).includes(to.queue);
  const agent = (await people()).find(({ id }) => id === to.agent);
  return agent !== undefined && worksFor(agent, market) && hasRole(agent, ['agent', 'supervisor']);
}

const NOWHERE: HttpResponse = {
  status: 422,
  body: {
    status: 'refused',
    code: 'Invalid',
    message: 'Nobody there can take this conversation.',
  } satisfies CommandOutcome,
};

/** Everybody is asked for only where a name is to be told. */
async function answer({ staff }: DeskRoutesParts, done: Done): Promise<HttpResponse> {
  if (done.status === 'done') return { status: 200, body: done satisfies CommandOutcome };
  const { code, message, owner } = done;
  const isPen = code === 'PenLost' || code === 'StalePage';
  if (!isPen) return { status: 422, body: { status: 'refused', code, message } satisfies CommandOutcome };
  await staff.people();
  const holder = agentOf({ owner });
  const named = holder === undefined ? {} : { ownerName: isHub(holder) ? HUB : staff.nameOf(holder) };
  return { status: 409, body: { status: 'refused', code, message, owner, ...named } satisfies CommandOutcome };
}

/** Who of its people has it the contact centre alone knows. */
const HUB = 'The contact centre';
