import { type CannedShelf, createCannedShelf, type Draft } from '../../../bot/desk/cannedShelf';
import { startTestProduct, type TestProduct } from '../../support/product';

describe('the replies that staff keep ready', () => {
  let product: TestProduct;
  let shelf: CannedShelf;
  beforeAll(async () => {
    product = await startTestProduct({ outboxStarts: false });
    shelf = createCannedShelf(product.store);
  });
  afterAll(() => product.stop());

  const draft: Draft = {
    markets: ['HK'],
    locale: 'en',
    shortcut: 'promo',
    title: 'Promotion',
    text: 'Dear {customer}',
  };

  it('are kept, changed and taken away', async () => {
    const added = await shelf.save(draft, ['HK']);
    if (added === 'taken' || added === 'notYours') throw new Error(added);
    expect(await shelf.list(['HK'])).toEqual([added]);
    expect(await shelf.save({ ...added, title: 'Offer' }, ['HK'])).toMatchObject({ version: 2, title: 'Offer' });
    expect(await shelf.remove(added.id, ['HK'])).toBe('removed');
    expect(await shelf.list(['HK'])).toEqual([]);
  });

  it('are not written over by who has not seen the last change', async () => {
    const added = await shelf.save(draft, ['HK']);
    if (added === 'taken' || added === 'notYours') throw new Error(added);
    const saves = ['One', 'Two'].map((title) => shelf.save({ ...added, title }, ['HK']));
    expect((await Promise.all(saves)).filter((outcome) => outcome === 'taken')).toHaveLength(1);
    expect(await shelf.save({ ...draft, id: 'made-up', version: 3 }, ['HK'])).toBe('taken');
    await shelf.remove(added.id, ['HK']);
  });

  it('are changed only by who works for all their markets', async () => {
    const shared = await shelf.save({ ...draft, markets: ['HK', 'TH'] }, ['HK', 'TH']);
    if (shared === 'taken' || shared === 'notYours') throw new Error(shared);
    expect(await shelf.save({ ...shared, markets: ['HK'] }, ['HK'])).toBe('notYours');
    expect(await shelf.remove(shared.id, ['HK'])).toBe('notYours');
    expect(await shelf.save({ ...draft, markets: ['VN'] }, ['HK'])).toBe('notYours');
    expect(await shelf.list(['TH'])).toEqual([shared]);
    expect(await shelf.list(['VN'])).toEqual([]);
  });
});
