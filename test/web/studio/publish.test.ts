import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openFlows } from '../../../bot/flows';
import { checkAudit } from '../../../bot/operator/auditCheck';
import { createPublishedFlows } from '../../../bot/publishedFlows';
import { versionHash } from '../../../bot/studio/contentHash';
import { FLOWS_THREAD, readVersion, versionRecord } from '../../../bot/studio/shelf';
import { createPseudonym } from '../../../bot/telemetry';
import th from '../../../locales/th.json';
import { parseFlow } from '../../../machines/upgrade';
import type { FlowVersionBody } from '../../../store/documents';
import { customer, play } from '../../support/conversation';
import { FLOWS_DIRECTORY, startTestProduct, TEXTS, type TestProduct } from '../../support/product';
import type { StaffServer, StaffUser } from '../../support/staffServer';
import { startStudioServer } from '../../support/studioServer';

const SHIPPED = readFileSync(join(FLOWS_DIRECTORY, 'card-lead', '1.json'), 'utf8');
const flow = () => JSON.parse(SHIPPED);
const WORDS = { th: { 'ask.employmentStatus': 'งานของคุณคืออะไร' } };

let directory: string;
let product: TestProduct;
let studio: StaffServer;
let dora: StaffUser;
let dan: StaffUser;
let petra: StaffUser;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'publish-'));
  product = await startTestProduct({ directory: () => directory });
  studio = await startStudioServer(() => product);
  const markets = ['PL', 'TH', 'HK'] as const;
  dora = await studio.signIn({ id: 'dora', name: 'Dora', roles: ['designer', 'approver'], markets });
  dan = await studio.signIn({ id: 'dan', name: 'Dan', roles: ['designer', 'approver'], markets });
  petra = await studio.signIn({ id: 'petra', name: 'Petra', roles: ['approver'], markets: ['PL'] });
});
afterEach(async () => {
  await studio.close();
  await product.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function drafted(changed: object, words: object = {}) {
  const { body } = await dora.post('drafts', { title: 'A change', base: 1, flow: changed, words });
  return body as { id: string; hash: string; revision: number };
}

const publishing = (hash: string, markets: readonly string[], more: object = {}) => ({
  hash,
  markets,
  open: 'pin',
  note: 'For spring',
  ...more,
});

async function published(changed: object, markets: readonly string[], more: object = {}, words: object = {}) {
  const draft = await drafted(changed, words);
  const approved = await dan.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets });
  expect(approved.status).toBe(200);
  const { status, body } = await dora.post(`drafts/${draft.id}/publish`, publishing(draft.hash, markets, more));
  expect([status, body]).toMatchObject([200, { markets }]);
  return { ...draft, version: body.version as number };
}

const retitled = (title: string) => ({ ...flow(), title });
const versionOf = async (id: string) => (await product.store.load(id))?.flow.version;
const begin = async (market: 'PL' | 'TH' | 'HK', upTo: Parameters<typeof customer.answersUpTo>[0] = 'product') => {
  const { chat } = await play(product, { market }, [customer.opens(), customer.answersUpTo(upTo)]);
  return chat;
};

it('a version is published for the markets it was approved for: who is inside stays, who comes begins on it', async () => {
  const before = await begin('TH', 'employmentStatus');
  const { version, hash } = await published(retitled('Spring'), ['TH'], {}, WORDS);
  expect(version).toBe(101);
  const after = await begin('TH', 'employmentStatus');
  const elsewhere = await begin('PL');
  expect(await Promise.all([before, after, elsewhere].map(({ conversationId }) => versionOf(conversationId)))).toEqual([
    1, 101, 1,
  ]);
  const said = async (id: string) => JSON.stringify(await product.store.transcript(id, 0, 1_000));
  expect(await said(after.conversationId)).toContain('งานของคุณคืออะไร');
  expect(await said(before.conversationId)).not.toContain('งานของคุณคืออะไร');

  const { body } = await petra.get('library');
  expect(body.versions[0]).toMatchObject({
    version: 101,
    from: 'studio',
    serves: ['TH'],
    publishedBy: 'dora',
    base: 1,
  });
  expect(body.versions[0].approvals).toEqual([expect.objectContaining({ market: 'TH', by: 'dan', hash })]);
  expect((await dora.get('versions/101')).body).toMatchObject({
    flow: { title: 'Spring', version: 101 },
    words: WORDS,
  });
  expect((await dora.get('diff?from=1&to=101')).body).toMatchObject({
    markets: ['TH'],
    rest: [{ key: 'title', before: 'Card lead', after: 'Spring' }],
    words: [{ locale: 'th', key: 'ask.employmentStatus', after: 'งานของคุณคืออะไร' }],
  });
});

it('all processes see it, and one that starts later', async () => {
  const asAnother = () =>
    createPublishedFlows({ shipped: openFlows(FLOWS_DIRECTORY), store: product.store, clock: () => 0, lot: () => 0 });
  const before = asAnother();
  await before.refresh();
  await published(retitled('Spring'), ['TH']);
  const { conversationId } = await begin('TH');
  const document = await product.store.load(conversationId);
  // One that began there is known wherever its next message comes to.
  await before.fetch(document?.flow as NonNullable<typeof document>['flow']);
  expect(before.pinned('TH', document?.flow as NonNullable<typeof document>['flow']).pin.version).toBe(101);
  await before.refresh();
  expect(before.current('TH').pin).toEqual(document?.flow);
  await product.restart();
  expect(await versionOf((await begin('TH')).conversationId)).toBe(101);
});

it('is rolled back and forth by moving who begins where, and nobody changes by that', async () => {
  await published(retitled('Spring'), ['TH']);
  const on = await begin('TH');
  const back = await dan.post('pointers/TH', { from: 101, to: 1, note: 'Too many questions' });
  expect(back.body.pointers.find(({ market }: { market: string }) => market === 'TH')).toMatchObject({
    version: 1,
    before: 101,
    setBy: 'dan',
  });
  const now = await begin('TH');
  expect([await versionOf(on.conversationId), await versionOf(now.conversationId)]).toEqual([101, 1]);
  expect((await dan.post('pointers/TH', { from: 101, to: 1, note: '' })).body.error.code).toBe('PointerMoved');
  expect((await dan.post('pointers/TH', { from: 1, to: 101, note: '' })).status).toBe(200);
  // It was approved for Thailand alone.
  expect((await dan.post('pointers/PL', { from: 1, to: 101, note: '' })).body.error.code).toBe('NotServed');
});

describe('nothing is published that one person wants alone', () => {
  type Given = { readonly draft: Awaited<ReturnType<typeof drafted>> };
  const cases: [
    string,
    string,
    (given: Given) => Promise<{ status: number; body: { error?: { code: string }; code?: string } }>,
  ][] = [
    [
      'without approval',
      'NotApproved',
      ({ draft }) => dora.post(`drafts/${draft.id}/publish`, publishing(draft.hash, ['TH'])),
    ],
    [
      'approved by its maker',
      'NotAllowed',
      ({ draft }) => dora.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets: ['TH'] }),
    ],
    [
      'approved for another market',
      'NotAllowed',
      ({ draft }) => petra.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets: ['TH'] }),
    ],
    [
      'approved as another content',
      'DraftChanged',
      ({ draft }) => dan.post(`drafts/${draft.id}/approve`, { hash: 'f'.repeat(64), markets: ['TH'] }),
    ],
    [
      'approved and then edited',
      'NotApproved',
      async ({ draft }) => {
        await dan.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets: ['TH'] });
        const { body } = await dora.post(`drafts/${draft.id}`, {
          revision: 1,
          title: 'x',
          flow: retitled('Sneaked in'),
        });
        return dora.post(`drafts/${draft.id}/publish`, publishing(body.hash, ['TH']));
      },
    ],
    [
      'approved, edited and published as it was looked at before',
      'DraftChanged',
      async ({ draft }) => {
        await dan.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets: ['TH'] });
        await dora.post(`drafts/${draft.id}`, { revision: 1, title: 'x', flow: retitled('Sneaked in') });
        return dora.post(`drafts/${draft.id}/publish`, publishing(draft.hash, ['TH']));
      },
    ],
    [
      'approved by who then changed it',
      'NotApproved',
      async ({ draft }) => {
        await dan.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets: ['TH'] });
        await dan.post(`drafts/${draft.id}`, { revision: 1, title: 'x', flow: retitled('By Dan') });
        const { body } = await dan.post(`drafts/${draft.id}`, { revision: 2, title: 'x', flow: retitled('Spring') });
        expect(body.hash).toBe(draft.hash);
        return dora.post(`drafts/${draft.id}/publish`, publishing(draft.hash, ['TH']));
      },
    ],
    [
      'approved and withdrawn',
      'NotApproved',
      async ({ draft }) => {
        await dan.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets: ['TH'] });
        await dan.post(`drafts/${draft.id}/withdraw`, { markets: ['TH'] });
        return dora.post(`drafts/${draft.id}/publish`, publishing(draft.hash, ['TH']));
      },
    ],
    [
      'approved for one market and published for two',
      'NotApproved',
      async ({ draft }) => {
        await dan.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets: ['TH'] });
        return dora.post(`drafts/${draft.id}/publish`, publishing(draft.hash, ['TH', 'PL']));
      },
    ],
    [
      'by somebody of another market',
      'NotAllowed',
      async ({ draft }) => {
        await dan.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets: ['TH'] });
        return petra.post(`drafts/${draft.id}/publish`, publishing(draft.hash, ['TH']));
      },
    ],
  ];
  it.each(cases)('%s', async (_, code, attempt) => {
    const { body } = await attempt({ draft: await drafted(retitled('Spring')) });
    expect(body.error?.code).toBe(code);
    expect((await dora.get('library')).body.versions).toHaveLength(1);
    expect(await versionOf((await begin('TH')).conversationId)).toBe(1);
  });
});

it('what the check finds anything in is not published, except where it is sound', async () => {
  const unsound = flow();
  unsound.overrides = { ...unsound.overrides, PL: { ...unsound.overrides.PL, product: { next: 'confirm' } } };
  const draft = await drafted(unsound);
  await dan.post(`drafts/${draft.id}/approve`, { hash: draft.hash, markets: ['PL', 'TH'] });
  const refused = await dora.post(`drafts/${draft.id}/publish`, publishing(draft.hash, ['PL', 'TH']));
  expect(refused.body.error).toMatchObject({ code: 'NotSound', message: expect.stringContaining('PL') });
  expect((await dora.post(`drafts/${draft.id}/publish`, publishing(draft.hash, ['TH']))).status).toBe(200);
});

describe('a legal text is locked to what was agreed to', () => {
  const OTHER_TERMS = { th: { 'consent.termsAndConditions': `${th.consent.termsAndConditions} และอื่นๆ` } };
  /** With a version of its own in Thailand, or under the one that everybody agreed to. */
  const terms = (version?: string) => {
    const changed = flow();
    const notice = { key: 'consent.termsAndConditions', version };
    return version === undefined
      ? changed
      : { ...changed, overrides: { ...changed.overrides, TH: { ...changed.overrides?.TH, terms: { notice } } } };
  };
  const approving = (who: StaffUser, { id, hash }: { id: string; hash: string }, markets = ['TH']) =>
    who.post(`drafts/${id}/approve`, { hash, markets });
  const read = async (id: string) => (await dan.get(`drafts/${id}/approvals`)).body.legal;
  const agreeing = (who: StaffUser, id: string, texts: readonly { market: string; hash: string }[]) =>
    who.post(`drafts/${id}/approve-legal`, { texts: texts.map(({ market, hash }) => ({ market, hash })) });

  it('nobody approves or publishes a draft with other words until somebody else agreed to them', async () => {
    const draft = await drafted(terms('2099-01'), OTHER_TERMS);
    const [text, ...more] = await read(draft.id);
    expect(more).toEqual([]);
    expect(text).toMatchObject({
      market: 'TH',
      step: 'terms',
      version: '2099-01',
      state: 'toApprove',
      mayApprove: 'yes',
    });
    expect(text.texts['th-TH']).toBe(OTHER_TERMS.th['consent.termsAndConditions']);
    expect(text.before.version).toBe('2026-11');
    expect((await approving(dan, draft)).body.error).toMatchObject({
      code: 'LegalLocked',
      message: expect.stringContaining('TH terms: the legal text 2099-01'),
    });
    // It holds up its own market alone.
    expect((await approving(dan, draft, ['PL'])).status).toBe(200);

    expect((await agreeing(dora, draft.id, [text])).body.error.code).toBe('NotAllowed');
    expect((await agreeing(petra, draft.id, [text])).body.error.code).toBe('NotAllowed');
    expect((await agreeing(dan, draft.id, [{ ...text, hash: 'f'.repeat(64) }])).body.error.code).toBe('DraftChanged');
    const { body } = await agreeing(dan, draft.id, [text]);
    expect(body.legal).toEqual([expect.objectContaining({ state: 'approved', by: 'dan' })]);
    expect((await approving(dan, draft)).status).toBe(200);
    const { body: done } = await dora.post(`drafts/${draft.id}/publish`, publishing(draft.hash, ['TH']));
    expect(done).toMatchObject({ version: 101 });
    // What customers read by now needs nobody again.
    expect(await read((await drafted(terms('2099-01'), OTHER_TERMS)).id)).toEqual([]);
    const { lines } = (await dora.get('history')).body;
    const agreed = lines.find(({ action }: { action: string }) => action === 'flow.legalApproved');
    expect(agreed).toMatchObject({ by: 'dan', subject: draft.id, details: { texts: `TH ${text.hash}` } });
  });

  it('other words are no version that was agreed to already', async () => {
    const draft = await drafted(terms(), OTHER_TERMS);
    const [text] = await read(draft.id);
    expect(text).toMatchObject({ state: 'versionTaken', version: '2026-11' });
    const refused = { code: 'LegalVersionTaken', message: expect.stringContaining('version of its own') };
    expect((await agreeing(dan, draft.id, [text])).body.error).toMatchObject(refused);
    expect((await approving(dan, draft)).body.error.code).toBe('LegalLocked');
  });

  it('is refused at publishing, too, when who agreed to the words then changed the draft', async () => {
    const draft = await drafted(terms('2099-01'), OTHER_TERMS);
    await agreeing(dan, draft.id, await read(draft.id));
    const saved = { title: 'x', flow: { ...terms('2099-01'), title: 'By Dan' }, words: OTHER_TERMS };
    const { body } = await dan.post(`drafts/${draft.id}`, { revision: 1, ...saved });
    const { body: refused } = await dora.post(`drafts/${draft.id}/publish`, publishing(body.hash, ['TH']));
    expect(refused.error.code).toBe('LegalLocked');
  });
});

it('what customers begin on is never dropped for the many versions that somebody was on', async () => {
  const { version, hash } = await published(retitled('Spring'), ['TH']);
  const sound = await product.store.record('flowVersion', FLOWS_THREAD, `version:${version}`);
  const old = Array.from({ length: 220 }, (_, at) => ({ version: 1_000 + at, hash: `old ${at}` }));
  const store: Pick<typeof product.store, 'record'> = {
    record: (kind, thread, id) =>
      old.some((one) => id === `version:${one.version}`)
        ? Promise.resolve(sound as never)
        : product.store.record(kind, thread, id),
  };
  const flows = createPublishedFlows({ shipped: openFlows(FLOWS_DIRECTORY), store, clock: () => 0, lot: () => 0 });
  await flows.refresh();
  for (const name of old) await flows.fetch({ ...name, id: 'card-lead', engine: 0 });
  expect(flows.current('TH').pin.version).toBe(version);
  expect(hash).toHaveLength(64);
});

it.each(['the hash that it had', 'that of what it holds now'])(
  'a version edited by hand that has %s is not the one that was pinned',
  async (which) => {
    const { version } = await published(retitled('Spring'), ['TH']);
    const chat = await begin('TH', 'mobile');
    const { flow: pin } = (await product.store.load(chat.conversationId)) as {
      flow: Parameters<typeof flows.fetch>[0];
    };
    const sound = (await readVersion(product.store, version)) as FlowVersionBody;
    const flow = { ...sound.flow, title: 'Edited by hand' };
    const kept = which === 'the hash that it had' ? sound.hash : versionHash(parseFlow(flow), {});
    const edited = versionRecord(version, { ...sound, flow, hash: kept }, 0);
    const store: Pick<typeof product.store, 'record'> = {
      record: (kind, thread, id) =>
        id === edited.id ? Promise.resolve(edited as never) : product.store.record(kind, thread, id),
    };
    const flows = createPublishedFlows({ shipped: openFlows(FLOWS_DIRECTORY), store, clock: () => 0, lot: () => 0 });
    await flows.refresh();
    await flows.fetch(pin);
    expect(() => flows.pinned('TH', pin)).toThrow(expect.objectContaining({ code: 'FLOW_CHANGED' }));
    // Nobody new begins on it either.
    expect(() => flows.current('TH')).toThrow(expect.objectContaining({ code: 'FLOW_CHANGED' }));
  },
);

it('two who publish at once both do, one after the other', async () => {
  const drafts = [await drafted(retitled('One')), await drafted(retitled('Two'))];
  for (const { id, hash } of drafts) await dan.post(`drafts/${id}/approve`, { hash, markets: ['TH'] });
  const both = await Promise.all(
    drafts.map(({ id, hash }) => dora.post(`drafts/${id}/publish`, publishing(hash, ['TH']))),
  );
  expect(both.map(({ body }) => body.version).sort()).toEqual([101, 102]);
  const { pointers } = (await dora.get('library')).body;
  expect(pointers.find(({ market }: { market: string }) => market === 'TH')).toMatchObject({
    version: 102,
    before: 101,
  });
});

it('an experiment gives the same share of customers the other version, always the same ones', async () => {
  const { version } = await published(retitled('Bolder'), ['TH'], { share: 0.5 });
  const { flows } = product.sight;
  await flows.refresh();
  const drawn = () => Array.from({ length: 400 }, (_, n) => flows.current('TH', `customer ${n}`).pin.version);
  const first = drawn();
  expect(first.filter((one) => one === version).length).toBeGreaterThan(150);
  expect(first.filter((one) => one === 1).length).toBeGreaterThan(150);
  expect(drawn()).toEqual(first);
  await dan.post('pointers/TH/challenger', { from: 1, challenger: { version, share: 0.75 } });
  await flows.refresh();
  // Who was in it stays in it.
  expect(drawn().every((one, n) => first[n] !== version || one === version)).toBe(true);
  await dan.post('pointers/TH/challenger', { from: 1, challenger: null });
  await flows.refresh();
  expect(new Set(drawn())).toEqual(new Set([1]));
});

it('each decision has its line in an audit that verifies, and in the history', async () => {
  await published(retitled('Spring'), ['TH']);
  await dan.post('pointers/TH', { from: 101, to: 1, note: 'Back' });
  const { lines } = (await dora.get('history')).body;
  expect(lines.map(({ action, by }: { action: string; by: string }) => [action, by])).toEqual([
    ['flow.pointed', 'dan'],
    ['flow.published', 'dora'],
    ['flow.approved', 'dan'],
  ]);
  expect(lines[1].details).toMatchObject({ version: 101, markets: 'TH', open: 'pin', note: 'For spring' });
  expect(await checkAudit(product.store, createPseudonym('test audit key'))).toMatchObject({ problems: [] });
  expect((await product.store.load(FLOWS_THREAD))?.version).toBe(3);
});

it('people talk about a draft without writing over one another', async () => {
  const draft = await drafted(flow());
  await Promise.all(
    [dora, dan, petra].map((who) =>
      who.post(`drafts/${draft.id}/comments`, { text: `By ${who.who.name}`, step: 'product' }),
    ),
  );
  const { comments } = (await dora.get(`drafts/${draft.id}/comments`)).body;
  expect(comments.map(({ text }: { text: string }) => text).sort()).toEqual(['By Dan', 'By Dora', 'By Petra']);
});

describe('a version that is not what it was', () => {
  const RESTARTS: [string, string][] = [
    ['deleted', "DELETE FROM record WHERE id = 'version:101'"],
    ['edited', "UPDATE record SET sealed = zeroblob(length(sealed)) WHERE id = 'version:101'"],
  ];
  it.each(RESTARTS)('starts nobody over: %s by hand it is an apology and a person', async (_, sql) => {
    await published(retitled('Spring'), ['TH']);
    const chat = await begin('TH', 'mobile');
    const before = await product.store.load(chat.conversationId);
    await product.restart(() => {
      const db = new Database(join(directory, 'store.db'));
      expect(db.prepare(sql).run().changes).toBe(1);
      db.close();
    });
    const text = (id: string) => ({
      id,
      kind: 'text' as const,
      text: '0812345678',
      conversationId: chat.conversationId,
      channel: 'webchat' as const,
      receivedAt: product.now(),
    });
    expect(await product.intake.receive(text('m-gone'))).toMatchObject({ status: 'accepted' });
    const after = await product.store.load(chat.conversationId);
    expect(after).toMatchObject({ status: 'pending', step: before?.step, facts: before?.facts, flow: before?.flow });
    const said = await product.store.transcript(chat.conversationId, before?.seq ?? 0, 10);
    expect(said.flatMap(({ body }) => (body.from === 'bot' ? [body.reply.text] : []))).toEqual([
      TEXTS.say('th', 'say.apology'),
    ]);
    // Who arrives in this market meets the same, and nobody elsewhere notices.
    expect(await versionOf((await begin('PL')).conversationId)).toBe(1);
  });
});
