import type { LeadField, LeadPanel } from '../../../bot/desk/contract';
import { type LeadSource, leadPanel } from '../../../bot/desk/leadPanel';
import type { View } from '../../../dialogs/view';
import { type Facts, NO_FACTS } from '../../../machines/facts';
import { FIELD_IDS, type FieldId } from '../../../machines/lead';
import { bank, hongKong, promptFor, steps, thailand, viewAt } from '../../support/fixtures';

const NOTHING: Pick<LeadSource['document'], 'run' | 'submitted'> = { run: 1, submitted: [] };

const EVERYTHING: LeadSource['reach'] = new Map(FIELD_IDS.map((field) => [field, field]));

function panelOf(view: View, more: Partial<LeadSource> = {}): LeadPanel {
  return leadPanel({ view, document: NOTHING, reach: EVERYTHING, ...more });
}

function fieldIn(panel: LeadPanel, field: FieldId): LeadField {
  const found = panel.fields.find((one) => one.field === field);
  if (!found) throw new Error(`The panel has no ${field}.`);
  return found;
}

const heard = (fields: Facts['fields'], more: Partial<Facts> = {}): Partial<View> => ({
  facts: { ...NO_FACTS, fields, revision: Object.keys(fields).length, ...more },
});

describe('the fields of the panel', () => {
  it('are all that this flow asks for, in its order, and nothing else', () => {
    const asked = Object.values(steps).flatMap((step) => (step.kind === 'ask' ? [step.field] : []));
    expect(panelOf(viewAt('product')).fields.map(({ field }) => field)).toEqual(asked);
  });

  it('tell how far each one is and who gave it', () => {
    const facts = heard({
      product: { value: 'REWARDS', by: 'customer' },
      fullName: { value: 'Chan Tai Man', by: 'agent' },
      patronymic: { value: null, by: 'customer' },
    });
    const panel = panelOf(viewAt('mobile', facts));
    expect(fieldIn(panel, 'product')).toMatchObject({ state: 'botHeard', by: 'customer', value: 'Rewards Card' });
    expect(fieldIn(panel, 'fullName')).toMatchObject({ state: 'agentEntered', by: 'agent' });
    expect(fieldIn(panel, 'patronymic')).toMatchObject({ state: 'skipped', required: false, masked: false });
    expect(fieldIn(panel, 'mobile')).toMatchObject({ state: 'empty', required: true, masked: false });
    expect(fieldIn(panel, 'mobile')).not.toHaveProperty('value');
  });

  it('are confirmed by the customer where the accepted summary showed them, until anything changes', () => {
    const fields: Facts['fields'] = {
      fullName: { value: 'Chan Tai Man', by: 'agent' },
      employmentStatus: { value: 'STUDENT', by: 'customer' },
    };
    const accepted = panelOf(viewAt('submit', heard(fields, { revision: 7, reviews: { summary: 7 } })));
    expect(fieldIn(accepted, 'fullName')).toMatchObject({ state: 'customerConfirmed', by: 'agent' });
    // The summary of this flow does not show it, so nobody has confirmed it.
    expect(fieldIn(accepted, 'employmentStatus').state).toBe('botHeard');
    const changed = panelOf(viewAt('submit', heard(fields, { revision: 8, reviews: { summary: 7 } })));
    expect(fieldIn(changed, 'fullName').state).toBe('agentEntered');
  });

  it('show nothing of a value but what its class allows', () => {
    const panel = panelOf(
      viewAt(
        'summary',
        heard({
          fullName: { value: 'Chan Tai Man', by: 'customer' },
          mobile: { value: '+85291234567', by: 'customer' },
          email: { value: 'tai.man@example.com', by: 'customer' },
          addressLine: { value: '12 Garden Road', by: 'customer' },
          incomeBand: { value: 'H2', by: 'customer' },
          employmentStatus: { value: 'STUDENT', by: 'customer' },
        }),
      ),
    );
    const shown = panel.fields.map(({ value }) => value).filter((value) => value !== undefined);
    expect(shown).toEqual(['C•••', '•••• 567', 't•••@e…', '•••', '•••', '1•••']);
    expect(panel.fields.filter(({ value }) => value !== undefined).every(({ masked }) => masked)).toBe(true);
    expect(JSON.stringify(panel)).not.toMatch(/Tai Man|91234567|tai\.man|Garden|Student"?,"state/);
  });

  it('can be entered by an agent unless the customer declares or permits something by them', () => {
    const panel = panelOf(viewAt('product'));
    expect(fieldIn(panel, 'ageConfirmed').editable).toBe(false);
    expect(fieldIn(panel, 'mobile')).toMatchObject({ editable: true, input: 'tel' });
    expect(fieldIn(panelOf(viewAt('product'), { reach: new Map() }), 'mobile').editable).toBe(false);
    expect(fieldIn(panel, 'email').input).toBe('email');
    expect(fieldIn(panel, 'division').input).toBe('choice');
  });
});

describe('an answer that does not hold', () => {
  it('names the rule in English, with an example, when the customer was not understood', () => {
    const view = viewAt('mobile', { locale: 'zh-Hant-HK' });
    const asked = { ...view, prompt: promptFor(view, { attempts: 1 }) };
    const mobile = fieldIn(panelOf(asked, { lastTyped: '2812 3456' }), 'mobile');
    expect(mobile).toMatchObject({ state: 'invalid', masked: false });
    expect(mobile.rule).toMatch(/landline.*9123 4567/);
    // Without knowing what was typed it says what is wanted.
    expect(fieldIn(panelOf(asked), 'mobile').rule).toMatch(/complete mobile number/);
  });

  it('is not invented for a question that was only just asked, nor for another one', () => {
    const view = viewAt('mobile');
    expect(fieldIn(panelOf({ ...view, prompt: promptFor(view) }), 'mobile').state).toBe('empty');
    expect(fieldIn(panelOf({ ...view, prompt: promptFor(view, { attempts: 2 }) }), 'email').state).toBe('empty');
  });

  it('is seen when the bank has taken its row off the list, and its value stays masked', () => {
    const retired = heard({
      product: { value: 'GONE', by: 'customer' },
      incomeBand: { value: 'H9', by: 'customer' },
      employmentStatus: { value: 'STUDENT', by: 'customer' },
    });
    const panel = panelOf(viewAt('mobile', retired));
    expect(fieldIn(panel, 'product')).toMatchObject({ state: 'invalid', value: 'GONE' });
    expect(fieldIn(panel, 'incomeBand')).toMatchObject({ state: 'invalid', value: '•••' });
    expect(fieldIn(panel, 'employmentStatus').state).toBe('botHeard');
    // A market without that list cannot say that a row is gone.
    const none = panelOf({ ...viewAt('mobile', retired), list: () => [] });
    expect(fieldIn(none, 'product').state).toBe('botHeard');
  });
});

describe('the choices of a field', () => {
  it('are in English, with the words the customer reads', () => {
    const panel = panelOf(viewAt('division', { market: thailand, locale: 'th-TH' }));
    expect(fieldIn(panel, 'division').choices).toContainEqual({
      code: 'TH-50',
      label: 'Chiang Mai',
      spoken: 'เชียงใหม่',
    });
    const english = panelOf(viewAt('division', { market: thailand, locale: 'en-TH' }));
    expect(fieldIn(english, 'division').choices).toContainEqual({ code: 'TH-50', label: 'Chiang Mai' });
  });

  it('are those the designer left', () => {
    const only = { ...steps.product, rules: [{ rule: 'oneOf', values: ['CASHBACK'] }] } as (typeof steps)[string];
    const view = viewAt('product');
    const narrowed = panelOf({ ...view, flow: { ...view.flow, steps: { ...steps, product: only } } });
    expect(fieldIn(narrowed, 'product').choices).toEqual([{ code: 'CASHBACK', label: 'Cash Back Card' }]);
  });
});

describe('the consents', () => {
  const consentIn = (facts: Facts['consents'], callouts: Facts['callouts'] = {}) =>
    panelOf(viewAt('mobile', heard({}, { consents: facts, callouts }))).consents;

  it('are open, granted, declined, or given for other words', () => {
    const given = (decision: 'granted' | 'declined', noticeVersion: string) => ({ decision, noticeVersion });
    expect(consentIn({})).toEqual([
      { purpose: 'privacyNotice', label: 'Privacy notice', state: 'open', required: true, offerable: true },
      { purpose: 'marketing', label: 'Offers by message', state: 'open', required: false, offerable: true },
    ]);
    const decided = consentIn({
      privacyNotice: given('granted', '2026-11'),
      marketing: given('declined', '2026-11'),
    });
    expect(decided.map(({ state, offerable }) => [state, offerable])).toEqual([
      ['granted', false],
      ['declined', true],
    ]);
    expect(consentIn({ privacyNotice: given('granted', '2025-01') })[0]).toMatchObject({ state: 'outdated' });
  });

  it('that the application needed are not asked for once it was sent', () => {
    const [privacy, marketing] = consentIn({}, { submit: { status: 'started' } });
    expect([privacy?.offerable, marketing?.offerable]).toEqual([false, true]);
  });
});

describe('what a bank or a customer wrote', () => {
  it('is shown as text in its own order', () => {
    const evil = '\u202eCard\u202c <b>x</b>\u0007';
    const market = { ...hongKong };
    const hostile = { ...bank, products: [{ ...bank.products[0]!, name: evil }] };
    const view = viewAt('product', {
      market,
      bank: hostile,
      ...heard({ product: { value: 'REWARDS', by: 'customer' } }),
      list: (list) => (list === 'products' ? [{ code: 'REWARDS', label: evil }] : []),
    });
    const submitted = [
      {
        workId: 'w',
        run: 1,
        step: 'submit',
        product: 'REWARDS',
        at: 5,
        status: 'done' as const,
        reference: '=1+1\u202e',
      },
    ];
    const panel = leadPanel({ view, document: { run: 2, submitted }, reach: EVERYTHING });
    expect(fieldIn(panel, 'product').value).toBe('Card <b>x</b>');
    expect(panel.applications).toEqual([{ product: 'Card <b>x</b>', at: 5, status: 'done', reference: '=1+1' }]);
  });
});
