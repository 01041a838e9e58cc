import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  Board,
  CannedReply,
  CommandOutcome,
  DeskCommand,
  DeskConversation,
  DeskEvent,
  Me,
  RevealRecord,
  WorkList,
  WorkRow,
  WorkView,
} from '../../../bot/desk/contract';
import { createAppPage } from '../../../web/auth/appPage';
import { decide, said, withRow } from './commands';
import { fixtureConversations, type Kept } from './conversations';
import { type FixtureStaff, fixtureStaff } from './staff';

const PAGE_ROWS = 100;
const VIEWS: readonly WorkView[] = ['needsPerson', 'mine', 'bot', 'cases', 'callBacks', 'team'];

interface Wish {
  readonly id: string;
  readonly epoch: number;
  readonly command: DeskCommand;
}

interface Asked {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly who: FixtureStaff;
}

/** What goes wrong next, for a page that must cope with it. */
interface Faults {
  /** So many of the next commands are answered 502, after they were done if `applied`. */
  commands: number;
  applied: boolean;
  /** Everything is answered 401 until somebody signs in. */
  signedOut: boolean;
  /** Reveals are answered 403 until the code `123456` is given. */
  unproven: boolean;
}

/**
 * A server that speaks the desk's contract, over real HTTP: a stand-in for the product where a test wants to decide what
 * happens. Nothing of it is kept.
 */
export async function startDeskFixture(options: {
  readonly assetsDir: string;
  readonly others?: number;
  readonly port?: number;
}) {
  const page = createAppPage({
    app: 'desk',
    title: 'Desk',
    assetsDir: options.assetsDir,
    bankName: 'Larkfield Bank',
    sandbox: true,
  });
  let staff = fixtureStaff();
  let kept = keptBy(fixtureConversations(Date.now(), options.others ?? 40));
  const faults: Faults = { commands: 0, applied: false, signedOut: false, unproven: false };
  const commands: Wish[] = [];
  const answered = new Map<string, CommandOutcome>();
  const reveals: RevealRecord[] = [];
  let replies: readonly CannedReply[] = [];
  const streams = new Map<ServerResponse, FixtureStaff>();
  const events: { readonly id: number; readonly event: DeskEvent }[] = [];
  let version = page.version;
  let rowVersion = 0;
  /** Of everybody: who signs in again has another token. */
  let session = 1;
  const csrfOf = (id: string | undefined) => `csrf-${id}-${session}`;

  const nameOf = (id: string) => staff.find((one) => one.id === id)?.name ?? id;
  const all = () => [...kept.values()].map(({ conversation }) => conversation);

  function viewFor(who: FixtureStaff, { row, cases, callBacks }: DeskConversation): WorkRow {
    const isItem = row.itemId !== undefined && isItemOpen(row.itemId, cases, callBacks);
    const unheld = row.owner === 'queue' ? 'needsPerson' : 'bot';
    const free: WorkView = isItem ? row.view : unheld;
    const held: WorkView = row.owner === `agent:${who.id}` ? 'mine' : 'team';
    if (!row.owner.startsWith('agent:')) return { ...row, view: free };
    const id = row.owner.replace('agent:', '');
    return { ...row, view: held, holder: { id, name: nameOf(id) } };
  }

  function push(conversation: DeskConversation): void {
    rowVersion += 1;
    const { conversationId } = conversation.row;
    for (const [stream, who] of streams) {
      const row = viewFor(who, conversation);
      const isHidden = row.view === 'team' && !who.roles.includes('supervisor');
      const event: DeskEvent = isHidden ? { type: 'gone', conversationId } : { type: 'row', row, version: rowVersion };
      send(stream, events.length, event);
    }
    emit({ type: 'changed', conversationId, seq: conversation.seq, version: rowVersion });
  }

  function emit(event: DeskEvent): void {
    events.push({ id: events.length + 1, event });
    for (const stream of streams.keys()) send(stream, events.length, event);
  }

  function change(id: string, by: (before: DeskConversation) => DeskConversation): void {
    const one = kept.get(id);
    if (one === undefined) throw new RangeError(`No conversation ${id} in the fixture`);
    one.conversation = by(one.conversation);
    push(one.conversation);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((cause) => response.writeHead(500).end(String(cause)));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://desk');
    if (url.pathname === '/desk') showPage(url.searchParams.get('as'), response);
    else if (url.pathname.startsWith('/desk/assets/')) await serveAsset(url.pathname, request, response);
    else if (url.pathname === '/api/auth/sign-in') await signIn(request, response);
    else if (url.pathname === '/api/auth/prove') await prove(request, response);
    else if (url.pathname.startsWith('/api/desk/')) await serveKnown(url, request, response);
    else response.writeHead(404).end();
  }

  function showPage(as: string | null, response: ServerResponse): void {
    const { status, headers, body } = page.show();
    const cookie = as === null ? {} : { 'set-cookie': `staff=${as}; Path=/; HttpOnly; SameSite=Strict` };
    response.writeHead(status, { ...headers, ...cookie }).end(body);
  }

  async function serveKnown(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-desk-version', version);
    const who = faults.signedOut ? undefined : staffOf(request);
    if (who !== undefined) await serveApi({ url, request, response, who });
    else answer(response, 401, { error: { code: 'SignedOut', message: 'Sign in again.' } });
  }

  async function serveAsset(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = path.split('/').pop() ?? '';
    const { status, headers, body } = await page.assets.handle({
      method: 'GET',
      path,
      params: { file },
      query: new URLSearchParams(),
      headers: request.headers,
      body: Buffer.alloc(0),
      ip: '',
    });
    response.writeHead(status, { ...headers }).end(body);
  }

  async function prove(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { code } = (await jsonOf(request)) as { readonly code: string };
    faults.unproven = code !== '123456';
    if (faults.unproven) answer(response, 422, { error: { code: 'WrongCode', message: 'That code is not right.' } });
    else answer(response, 200, { csrf: csrfOf(staffOf(request)?.id) });
  }

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { name, password } = (await jsonOf(request)) as { readonly name: string; readonly password: string };
    if (password !== 'right' || !staff.some(({ id }) => id === name)) {
      answer(response, 401, { error: { code: 'SignInRefused', message: 'That was not right.' } });
      return;
    }
    faults.signedOut = false;
    response.setHeader('set-cookie', `staff=${name}; Path=/; HttpOnly; SameSite=Strict`);
    answer(response, 200, { id: name, csrf: csrfOf(name) });
  }

  const staffOf = ({ headers }: IncomingMessage) => {
    const [, id] = /(?:^|; )staff=([a-z]+)/.exec(headers.cookie ?? '') ?? [];
    return staff.find((one) => one.id === id);
  };

  async function serveApi(asked: Asked): Promise<void> {
    const { request, response, who, url } = asked;
    if (request.method === 'POST' && request.headers['x-csrf-token'] !== csrfOf(who.id)) {
      answer(response, 403, { error: { code: 'CsrfMissing', message: 'No token.' } });
      return;
    }
    const [what = '', id = '', part = ''] = url.pathname.split('/').slice(3).map(decodeURIComponent);
    const one = kept.get(id);
    if (what === 'conversations')
      await (one && OF_CONVERSATION[part] ? OF_CONVERSATION[part](one, asked) : nothing(asked));
    else await (OF_DESK[what] ?? nothing)(asked, id);
  }

  const nothing = ({ response }: Asked) =>
    answer(response, 404, { error: { code: 'NotFound', message: 'There is no such thing.' } });

  const OF_DESK: Readonly<Record<string, (asked: Asked, id: string) => void | Promise<void>>> = {
    me: ({ response, who }) => answer(response, 200, meOf(who, csrfOf(who.id))),
    events: ({ request, response, who }) => stream(request, response, who),
    work: ({ response, who, url }) => answer(response, 200, workFor(who, url.searchParams)),
    board: ({ response }) => answer(response, 200, boardNow()),
    people: ({ response }) => answer(response, 200, { agents: boardNow().agents, queues: ['cards', 'complaints'] }),
    reveals: ({ response }) => answer(response, 200, { rows: reveals.toReversed() }),
    canned: async ({ request, response }) => {
      if (request.method === 'GET') return answer(response, 200, { rows: replies });
      const wish = (await jsonOf(request)) as CannedReply & { readonly remove?: true };
      const rest = replies.filter(({ id }) => id !== wish.id);
      const { id = `own-${replies.length + 1}`, version = 0 } = wish;
      replies = wish.remove ? rest : [...rest, { ...wish, id, version: version + 1 }];
      answer(response, 200, {});
    },
    presence: async ({ request, response, who }) => {
      who.presence = ((await jsonOf(request)) as { readonly presence: FixtureStaff['presence'] }).presence;
      emit({ type: 'presence', agent: who.id, name: who.name, presence: who.presence, load: loadOf(who.id) });
      answer(response, 200, {});
    },
    cases: async ({ request, response, who }, id) => decideCase(id, await jsonOf(request), who, response),
  };

  const OF_CONVERSATION: Readonly<Record<string, (one: Kept, asked: Asked) => void | Promise<void>>> = {
    '': ({ conversation }, { response, who, url }) =>
      answer(response, 200, shownTo(who, conversation, url.searchParams.get('after'))),
    typing: (_, { response }) => answer(response, 200, {}),
    'hand-back': ({ conversation: { handBack, row } }, { response, url }) => {
      const step = url.searchParams.get('step') ?? '';
      const asks = handBack.others.find((open) => open.step === step)?.label;
      const next = [{ text: step === 'income' ? '您的每月收入是？' : '您的電郵地址是？', locale: row.locale }];
      answer(response, 200, { ...handBack, asks, step, next });
    },
    reveal: async (one, { request, response, who }) => reveal(one, await jsonOf(request), who, response),
    commands: async (one, { request, response, who }) => takeCommand(one, await jsonOf(request), who, response),
  };

  function takeCommand(one: Kept, body: unknown, who: FixtureStaff, response: ServerResponse): void {
    const wish = body as Wish;
    commands.push(wish);
    const fails = faults.commands > 0;
    if (fails) faults.commands -= 1;
    if (fails && !faults.applied) {
      answer(response, 502, {});
      return;
    }
    const outcome = answered.get(wish.id) ?? carryOut(one, wish, who);
    answered.set(wish.id, outcome);
    answer(response, fails ? 502 : statusOf(outcome), outcome);
  }

  function carryOut({ conversation }: Kept, { epoch, command }: Wish, by: FixtureStaff): CommandOutcome {
    const { outcome, after } = decide(conversation, command, { epoch, by, nameOf, now: Date.now() });
    if (after !== undefined) change(conversation.row.conversationId, () => after);
    return outcome;
  }

  function reveal(one: Kept, body: unknown, who: FixtureStaff, response: ServerResponse): void {
    const { reason, field, seq } = body as { readonly reason: string; readonly field?: string; readonly seq?: number };
    if (faults.unproven) {
      answer(response, 403, { error: { code: 'ProofNeeded', message: 'Give a code.' } });
      return;
    }
    const value = one.plain[field ?? String(seq)];
    if (value === undefined) {
      answer(response, 422, { error: { code: 'Invalid', message: 'Nothing is hidden there.' } });
      return;
    }
    const { conversationId, market } = one.conversation.row;
    const what = one.conversation.lead.fields.find((known) => known.field === field)?.label ?? 'message';
    reveals.push({ at: Date.now(), by: who.id, name: who.name, market, conversationId, what, reason });
    answer(response, 200, { value, until: Date.now() + 60_000 });
  }

  function decideCase(id: string, body: unknown, who: FixtureStaff, response: ServerResponse): void {
    const { action } = body as {
      readonly action: NonNullable<DeskConversation['cases'][number]['proposal']>['action'];
    };
    const found = all().find(({ cases }) => cases.some((one) => one.id === id));
    if (found === undefined) {
      answer(response, 404, {});
      return;
    }
    const [open] = found.cases;
    if (open?.proposal?.by.id === who.id) {
      answer(response, 409, {
        error: { code: 'SecondOperatorNeeded', message: 'Another person has to confirm it.' },
      });
      return;
    }
    const [at, by] = [Date.now(), { id: who.id, name: who.name }];
    const settles = open?.proposal !== undefined;
    change(found.row.conversationId, (before) => ({
      ...before,
      cases: before.cases.map((one) =>
        settles
          ? { ...one, status: 'settled', settlement: { action, by: one.proposal?.by ?? by, confirmedBy: by, at } }
          : { ...one, proposal: { action, by, at } },
      ),
    }));
    answer(response, 200, { kind: settles ? 'settles' : 'proposes' });
  }

  function stream(request: IncomingMessage, response: ServerResponse, who: FixtureStaff): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': here\n\n');
    const last = Number(request.headers['last-event-id'] ?? events.length);
    for (const { id, event } of events.filter((one) => one.id > last)) send(response, id, event);
    streams.set(response, who);
    response.once('close', () => streams.delete(response));
  }

  function workFor(who: FixtureStaff, query: URLSearchParams): WorkList {
    const rows = all()
      .map((conversation) => viewFor(who, conversation))
      .filter((row) =>
        ['market', 'locale', 'channel'].every((name) =>
          [null, row[name as 'market']].includes(query.get(name) as never),
        ),
      )
      .sort((one, other) => one.dueAt - other.dueAt);
    const counts = Object.fromEntries(VIEWS.map((view) => [view, rows.filter((row) => row.view === view).length]));
    const wanted = rows.filter(({ view }) => view === query.get('view'));
    const from = Number(query.get('after') ?? 0);
    const next = from + PAGE_ROWS < wanted.length ? { next: String(from + PAGE_ROWS) } : {};
    return { rows: wanted.slice(from, from + PAGE_ROWS), counts: counts as WorkList['counts'], ...next };
  }

  function shownTo(who: FixtureStaff, conversation: DeskConversation, after: string | null): DeskConversation {
    const { row, composer } = conversation;
    const isMine = row.owner === `agent:${who.id}`;
    const isClosed = composer.windowClosesAt !== undefined && composer.windowClosesAt <= Date.now();
    const free = row.owner.startsWith('agent:') ? 'notYours' : 'claimFirst';
    const may = isMine ? (isClosed ? 'templateOnly' : 'write') : free;
    const transcript = conversation.transcript.filter(({ seq }) => after === null || seq > Number(after));
    return { ...conversation, row: viewFor(who, conversation), transcript, composer: { ...composer, may } };
  }

  function boardNow(): Board {
    const waiting = all().filter(({ row }) => row.owner === 'queue');
    return {
      waiting: waiting.map(({ row: { market, locale, waitingSince = 0 } }) => ({
        market,
        locale,
        count: 1,
        oldestSince: waitingSince,
        overdue: 0,
        withinMs: 300_000,
      })),
      agents: staff.map(({ roles: _, ...one }) => ({ ...one, load: loadOf(one.id) })),
      open: all().filter(({ row }) => row.owner.startsWith('agent:')).length,
      withBot: all().filter(({ row }) => row.owner === 'bot').length,
    };
  }

  const loadOf = (id: string) => all().filter(({ row }) => row.owner === `agent:${id}`).length;

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    commands,
    reveals,
    streams,
    conversation: (id: string) => kept.get(id)?.conversation,
    change,
    customerSays: (id: string, text: string) =>
      change(id, (before) =>
        said(withRow(before, { lastInboundAt: Date.now() }), { at: Date.now(), from: 'customer', text }),
      ),
    /** Another agent acts, without a page. */
    as: (who: string, id: string, command: DeskCommand) => {
      const by = staff.find((one) => one.id === who);
      const before = kept.get(id)?.conversation;
      if (by === undefined || before === undefined) throw new RangeError(`No ${who} or ${id} in the fixture`);
      const { after } = decide(before, command, { epoch: before.row.epoch, by, nameOf, now: Date.now() });
      if (after !== undefined) change(id, () => after);
    },
    emit,
    redeploy: () => {
      version = `${page.version}-next`;
    },
    /** Somebody signs in once more in a window of its own, as with the bank's own sign-in. */
    signsInElsewhere: () => {
      session += 1;
      faults.unproven = false;
    },
    dropStreams: () => {
      for (const stream of streams.keys()) stream.destroy();
    },
    reset: () => {
      staff = fixtureStaff();
      kept = keptBy(fixtureConversations(Date.now(), options.others ?? 40));
      Object.assign(faults, { commands: 0, applied: false, signedOut: false, unproven: false });
      version = page.version;
      commands.length = 0;
      reveals.length = 0;
      replies = [];
      answered.clear();
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function statusOf(outcome: CommandOutcome): number {
  if (outcome.status === 'done') return 200;
  return outcome.code === 'PenLost' || outcome.code === 'StalePage' ? 409 : 422;
}

function keptBy(conversations: readonly Kept[]): ReadonlyMap<string, Kept> {
  return new Map(conversations.map((one) => [one.conversation.row.conversationId, one]));
}

function isItemOpen(id: string, cases: DeskConversation['cases'], callBacks: DeskConversation['callBacks']): boolean {
  return [...cases, ...callBacks].some((one) => one.id === id && one.status === 'open');
}

function meOf({ id, name, roles, markets, languages, presence }: FixtureStaff, csrf: string): Me {
  const idleEndsAt = Date.now() + 15 * 60_000;
  return { id, name, roles, markets, languages, presence, csrf, idleEndsAt };
}

function send(stream: ServerResponse, id: number, event: DeskEvent): void {
  stream.write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString('utf8') || '{}');
}
