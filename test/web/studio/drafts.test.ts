import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLOWS_DIRECTORY, startTestProduct, type TestProduct } from '../../support/product';
import type { StaffServer, StaffUser } from '../../support/staffServer';
import { startStudioServer } from '../../support/studioServer';

let product: TestProduct;
let studio: StaffServer;
let dora: StaffUser;
let dan: StaffUser;

const SHIPPED = readFileSync(join(FLOWS_DIRECTORY, 'card-lead', '1.json'), 'utf8');
const flow = () => JSON.parse(SHIPPED);

beforeAll(async () => {
  product = await startTestProduct();
  studio = await startStudioServer(() => product);
  dora = await studio.signIn({ id: 'dora', name: 'Dora', roles: ['designer'] });
  dan = await studio.signIn({ id: 'dan', name: 'Dan', roles: ['designer'] });
});
afterAll(async () => {
  await studio.close();
  await product.stop();
});

async function begun(changes: object = {}) {
  const { status, body } = await dora.post('drafts', { title: 'Softer offer', base: 1, flow: flow(), ...changes });
  expect(status).toBe(201);
  return body;
}

describe('a draft', () => {
  it('keeps the file as it was written, to the last byte', async () => {
    const draft = await begun({ words: { th: { 'ask.product': 'บัตรใบไหน' } } });
    const { body } = await dan.get(`drafts/${draft.id}`);
    expect(`${JSON.stringify(body.flow, null, 2)}\n`).toBe(SHIPPED);
    expect(body.words).toEqual({ th: { 'ask.product': 'บัตรใบไหน' } });
    expect((await dan.get('drafts')).body.drafts[0]).toMatchObject({ id: draft.id, owner: 'dora', revision: 1 });
  });

  it('is never written over: who saves later gets what the other saved', async () => {
    const draft = await begun();
    const mine = { ...flow(), title: 'By Dora' };
    const theirs = { ...flow(), title: 'By Dan' };
    const [first, second] = await Promise.all([
      dora.post(`drafts/${draft.id}`, { revision: 1, title: 'Offer', flow: mine }),
      dan.post(`drafts/${draft.id}`, { revision: 1, title: 'Offer', flow: theirs }),
    ]);
    const [saved, refused] = first.status === 200 ? [first, second] : [second, first];
    expect([saved.status, refused.status]).toEqual([200, 409]);
    expect(refused.body).toMatchObject({ code: 'DraftChanged', theirs: { revision: 2, flow: saved.body.flow } });
    const again = { revision: 2, title: 'Offer', flow: { ...flow(), title: 'By both' } };
    expect((await dan.post(`drafts/${draft.id}`, again)).body).toMatchObject({ revision: 3 });
  });

  it('has as makers everybody who changed what it says, and nobody who saved it as it was', async () => {
    const draft = await begun();
    const same = await dan.post(`drafts/${draft.id}`, { revision: 1, title: 'Other title', flow: flow() });
    expect(same.body).toMatchObject({ makers: ['dora'], hash: draft.hash, savedBy: 'dan' });
    const changed = { revision: 2, title: 'Other title', flow: { ...flow(), title: 'Changed' } };
    expect((await dan.post(`drafts/${draft.id}`, changed)).body.makers).toEqual(['dora', 'dan']);
  });

  it('is taken away by its owner alone', async () => {
    const draft = await begun();
    expect((await dan.post(`drafts/${draft.id}/remove`, {})).status).toBe(403);
    expect((await dora.post(`drafts/${draft.id}/remove`, {})).status).toBe(204);
    expect((await dora.get(`drafts/${draft.id}`)).status).toBe(404);
  });

  it('is made by designers; others who work with flows look, and agents do not', async () => {
    const audrey = await studio.signIn({ id: 'audrey', roles: ['auditor'] });
    const ann = await studio.signIn({ id: 'ann', roles: ['agent'] });
    expect((await audrey.get('drafts')).status).toBe(200);
    expect((await audrey.post('drafts', { title: 'x', base: 1, flow: flow() })).status).toBe(403);
    expect((await ann.get('drafts')).status).toBe(403);
  });
});

describe('what is no flow', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`s${at}`, { kind: 'end', outcome: 'declined', text: 'end.x' }]),
    );
  const withStep = (id: string, step: object) => ({ ...flow(), steps: { ...flow().steps, [id]: step } });
  const unsafe = (text: string) => JSON.parse(SHIPPED.replace('"steps": {', `"steps": {${text},`));

  it.each<[string, unknown, RegExp]>([
    ['no object', [], /one JSON object/],
    ['another format', { ...flow(), schemaVersion: 99 }, /schemaVersion 99/],
    ['a kind nobody knows', withStep('odd', { kind: 'script', code: 'x' }), /steps\.odd\.kind/],
    ['a step named in another script', withStep('подпись', flow().steps.welcome), /steps\.подпись/],
    ['a name that is none', unsafe('"__proto__": {"kind": "say", "text": "say.x", "next": "offer"}'), /__proto__/],
    ['a member nobody knows', { ...flow(), script: 'x' }, /script/],
    ['nesting without end', { ...flow(), overrides: { HK: { welcome: nested(500) } } }, /nested/],
    ['a thousand steps', { ...flow(), steps: many(1_000) }, /1000 steps/],
    [
      'a hundred thousand parts',
      { ...flow(), overrides: { HK: { welcome: { text: Array(100_001).fill(0) } } } },
      /parts/,
    ],
  ])('%s is refused with what to correct', async (_, sent, says) => {
    const { status, body } = await dora.post('drafts', { title: 'Import', base: 1, flow: sent });
    expect(status).toBe(422);
    expect(body.code).toBe('NotAFlow');
    expect(body.problems.join('\n')).toMatch(says);
    expect(JSON.stringify(body).length).toBeLessThan(8_000);
  });

  it('words that are none are refused, too', async () => {
    const words = { 'not a language!': { x: 'y' }, th: { 'ask.product': '' } };
    const { status, body } = await dora.post('drafts', { title: 'Import', base: 1, flow: flow(), words });
    expect(status).toBe(422);
    expect(body.problems.join('\n')).toMatch(/not a language![\s\S]*th\.ask\.product/);
  });

  it('more than a megabyte is not read', async () => {
    const sent = { title: 'Import', base: 1, flow: { ...flow(), title: 'x'.repeat(1_100_000) } };
    expect((await dora.post('drafts', sent)).status).toBe(413);
  });

  it('a file that is compressed is not opened', async () => {
    const { status } = await dora.post('drafts', {}, { 'content-encoding': 'gzip' });
    expect(status).toBe(415);
  });
});

describe('the check', () => {
  it('finds nothing in what ships, and says what that proves of each market', async () => {
    const { body } = await dora.post('check', { flow: flow() });
    expect(body.issues).toEqual([]);
    expect(body.proofs).toHaveLength(12);
    expect(body.proofs[0]).toMatchObject({ market: 'AU', consents: expect.arrayContaining(['termsAndConditions']) });
  });

  it('names market, step and remedy, and proves nothing of a market with a way around a consent', async () => {
    const around = flow();
    around.overrides = { ...around.overrides, PL: { ...around.overrides.PL, product: { next: 'confirm' } } };
    const { body } = await dora.post('check', { flow: around });
    expect(body.issues.filter(({ market }: { market: string }) => market !== 'PL')).toEqual([]);
    expect(body.issues).toContainEqual(expect.objectContaining({ market: 'PL', code: 'submitsWithoutConsent' }));
    expect(body.proofs.map(({ market }: { market: string }) => market)).not.toContain('PL');
  });

  it('judges words by what they replace', async () => {
    const words = {
      th: { 'say.welcome': 'Hello {{stranger}}', 'nothing.says.this': 'x' },
      xx: { 'ask.product': 'In no language' },
    };
    const codes = (await dora.post('check', { flow: flow(), words })).body.issues.map(
      ({ code }: { code: string }) => code,
    );
    expect(new Set(codes)).toEqual(new Set(['placeholdersDiffer', 'wordUnused', 'wordLanguage']));
  });
});

it('the page is told what the product around a flow is', async () => {
  const { body, headers } = await dora.get('world');
  expect(headers.get('x-studio-version')).toBe('page-1');
  expect(body.markets).toHaveLength(12);
  expect(body.markets[1]).toMatchObject({
    market: 'HK',
    defaultLocale: 'zh-Hant-HK',
    channels: ['webchat', 'whatsapp'],
  });
  expect(body.texts.en['ask.product']).toMatch(/\w/);
});
