import { createHash } from 'node:crypto';
import { notice } from '../../dialogs/notice';
import { recognize } from '../../dialogs/recognize';
import { type Rendered, render } from '../../dialogs/render';
import type { Utterance, View } from '../../dialogs/view';
import type { Effect } from '../../machines/events';
import { emirates, steps, tapped, thailand, typed, viewAt } from '../support/fixtures';

const effect = (step: string): Effect => {
  const spec = steps[step];
  if (!spec) throw new Error(`no step ${step}`);
  return { type: spec.kind, step, spec } as Effect;
};

const speak = (
  view: View,
  utterances: readonly Utterance[],
  extra: Partial<Parameters<typeof render>[0]> = {},
): Rendered => render({ view, utterances, seq: 5, run: 1, ...extra });

const at = (
  step: string,
  overrides: Parameters<typeof viewAt>[1] = {},
  extra: Partial<Parameters<typeof render>[0]> = {},
) => speak(viewAt(step, overrides), [effect(step)], extra);

describe('render: messages', () => {
  it('keeps says apart and puts the prompt on the last reply', () => {
    const { replies, prompt } = speak(viewAt('salutation'), [effect('welcome'), effect('salutation')], {
      progress: { answered: 1, total: 9 },
    });
    expect(replies).toHaveLength(2);
    expect(replies[0]).toEqual({
      text: expect.stringContaining('Larkfield Bank'),
      locale: 'en-HK',
      prompt: { promptId: 'r1q5', step: 'welcome', kind: 'say' },
    });
    expect(replies[1]).toMatchObject({
      prompt: { promptId: 'r1q6', step: 'salutation', kind: 'ask', field: 'salutation' },
      choices: [
        { payload: 'r1q6.salutation|pick:MR', label: 'Mr' },
        { payload: 'r1q6.salutation|pick:MS', label: 'Ms' },
      ],
      progress: { answered: 1, total: 9 },
      input: 'none',
    });
    expect(prompt).toMatchObject({ promptId: 'r1q6', step: 'salutation', attempts: 0, revision: 0 });
    expect(prompt?.offered).toEqual([
      { choice: 'pick:MR', label: 'Mr' },
      { choice: 'pick:MS', label: 'Ms' },
    ]);
  });

  it('says a notice and its question in one message, and counts the attempt', () => {
    const error = notice('error.mobileInvalid', { example: '9123 4567' });
    const { replies, prompt } = speak(viewAt('mobile'), [error, effect('mobile')], { repeat: { attempts: 2 } });
    expect(replies).toHaveLength(1);
    expect(replies[0]?.text).toMatch(/Example: 9123 4567\n\nWhat is your mobile number/);
    expect(replies[0]?.input).toBe('tel');
    expect(prompt?.attempts).toBe(2);
  });

  it('leaves the earlier prompt standing after a notice alone', () => {
    const { replies, prompt } = speak(viewAt('submit'), [notice('say.thinking')]);
    expect(replies.map((reply) => reply.prompt)).toEqual([{ promptId: 'r1q5', step: 'submit', kind: 'say' }]);
    expect(prompt).toBeUndefined();
  });

  it('leaves the earlier prompt standing after a text of the flow that asks nothing', () => {
    const { prompt } = speak(viewAt('agent', { status: 'pending' }), [effect('welcome')]);
    expect(prompt).toBeUndefined();
  });

  it('offers the choices of a notice, which a number then means', () => {
    const choices = [{ payload: 'cmd|bot', label: 'Continue here' }];
    const view = viewAt('agent', { status: 'pending' });
    const { replies, prompt } = speak(view, [{ ...notice('say.handoffWaiting'), choices }]);
    expect(replies[0]?.choices).toEqual(choices);
    expect(prompt).toMatchObject({
      step: 'agent',
      kind: 'handoff',
      offered: [{ choice: 'cmd|bot', label: 'Continue here' }],
    });
  });

  it('says nothing when there is nothing to say', () => {
    expect(speak(viewAt('mobile'), [])).toEqual({ replies: [] });
  });
});

describe('render: questions', () => {
  it('shows products as cards with what they cost', () => {
    const [reply] = at('product').replies;
    expect(reply?.cards).toEqual([
      {
        title: 'Rewards Card',
        subtitle: 'Points on everything you buy.',
        lines: ['Annual fee: HK$1,800', 'Credit limit: HK$10,000 to HK$200,000', 'Interest: 35.5% a year'],
        select: { payload: 'r1q5.product|pick:REWARDS', label: 'Choose this card' },
        link: { label: 'Rates and fees', url: 'https://bank.example/key-facts' },
      },
      expect.objectContaining({ title: 'Cash Back Card', lines: ['No annual fee'] }),
    ]);
    expect(reply?.choices?.map(({ payload }) => payload)).toEqual([
      'r1q5.product|pick:REWARDS',
      'r1q5.product|pick:CASHBACK',
    ]);
  });

  it('pages a long list in tens and remembers the search', () => {
    const view = { market: thailand, locale: 'en-TH' };
    const first = at('division', view);
    expect(first.replies[0]?.choices).toHaveLength(9);
    expect(first.replies[0]?.choices?.at(-1)?.payload).toBe('r1q5.division|page:1');
    expect(first.replies[0]?.search).toEqual({ total: 13 });
    expect(first.replies[0]?.text).toContain('Page 1 of 2');
    const second = at('division', view, { repeat: { attempts: 0, search: { query: '', page: 1 } } });
    expect(second.replies[0]?.choices?.map(({ payload }) => payload).slice(-1)).toEqual(['r1q5.division|page:0']);
    const found = at('division', view, { repeat: { attempts: 1, search: { query: 'nakhon', page: 0 } } });
    expect(found.replies[0]?.choices).toHaveLength(3);
    expect(found.replies[0]?.text).toContain('3 matches:');
    expect(found.prompt?.search).toEqual({ query: 'nakhon', page: 0 });
  });

  it('offers to skip what is optional', () => {
    expect(at('patronymic').replies[0]?.choices).toEqual([{ payload: 'r1q5.patronymic|skip', label: 'Skip' }]);
  });

  it('means by a typed number the row that was shown', () => {
    const view = viewAt('division', { market: thailand, locale: 'en-TH' });
    const { prompt, replies } = speak(view, [effect('division')]);
    replies[0]?.choices?.slice(0, 8).forEach(({ payload }, index) => {
      const byNumber = recognize({ ...view, prompt }, typed(`${index + 1}`));
      const byTap = recognize({ ...view, prompt }, tapped(payload));
      expect(byNumber).toEqual({ ...byTap, method: 'text' });
    });
  });
});

describe('render: consents', () => {
  it('keeps the hash of the exact notice, whatever is said before it', () => {
    const alone = at('privacy');
    const withError = speak(viewAt('privacy'), [notice('error.consent'), effect('privacy')]);
    const text = alone.replies[0]?.text ?? '';
    expect(alone.prompt?.noticeSha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(withError.prompt?.noticeSha256).toBe(alone.prompt?.noticeSha256);
    expect(text).toContain('https://bank.example/privacy_notice');
    expect(text).toContain('Larkfield Bank Limited');
  });

  it('gives both decisions a button, and marketing its own words', () => {
    expect(at('privacy').replies[0]?.choices).toEqual([
      { payload: 'r1q5.privacy|grant', label: 'I agree' },
      { payload: 'r1q5.privacy|refuse', label: "I don't agree" },
    ]);
    expect(at('marketing').replies[0]?.choices?.map(({ label }) => label)).toEqual([
      'Yes, send offers',
      'No offers, thanks',
    ]);
  });
});

describe('render: summary and what follows', () => {
  const fields = {
    product: 'REWARDS',
    salutation: 'MR',
    fullName: 'Mei Tan',
    patronymic: null,
    mobile: '+85291234567',
  };

  it('shows known answers as people write them, each with its change', () => {
    const { replies, prompt } = at('summary', { fields });
    expect(replies[0]?.text).toBe(
      'Please check your details:\nCard: Rewards Card\nTitle: Mr\nFull name: Mei Tan\nPatronymic: (left out)\nMobile number: 9123 4567',
    );
    expect(replies[0]?.summary?.[0]).toEqual({
      label: 'Card',
      value: 'Rewards Card',
      change: { payload: 'r1q5.summary|change:product', label: 'Change: Card' },
    });
    expect(replies[0]?.choices?.map(({ payload }) => payload)).toEqual(['r1q5.summary|accept', 'r1q5.summary|change']);
    expect(prompt?.revision).toBe(5);
  });

  const succeeded = { submit: { status: 'succeeded', reference: 'LF-2026_7', details: {} } } as const;

  it('tells the reference on its own line, with the standing of the lead', () => {
    const view = viewAt('reference', { fields });
    const { replies } = speak({ ...view, facts: { ...view.facts, callouts: succeeded } }, [effect('reference')]);
    expect(replies[0]?.text.split('\n').at(-1)).toBe('LF-2026_7');
    expect(replies[0]?.lead).toEqual({ status: 'submitted', reference: 'LF-2026_7' });
  });

  it('shows the continue-online link only where links may be shown', () => {
    const open = at('continueOnline', { fields }).replies[0];
    expect(open?.link).toEqual({ label: 'Continue online', url: 'https://bank.example/continue' });
    expect(open?.text).toContain('9123 4567');
    for (const elsewhere of [{ market: thailand }, { channel: 'whatsapp' }] as const) {
      const barred = at('continueOnline', { ...elsewhere, fields }).replies[0];
      expect(barred?.link).toBeUndefined();
      expect(barred?.text).toContain('open our website or app yourself');
    }
  });

  it('offers the status and a receipt after a submission, and a new start after a refusal', () => {
    expect(at('done').replies[0]?.choices).toEqual([
      { payload: 'cmd|status', label: 'Check status' },
      { payload: 'cmd|receipt', label: 'My summary' },
    ]);
    expect(at('declined').replies[0]?.choices?.[0]?.payload).toBe('cmd|restart');
  });

  it('offers the way back to the assistant while a person is on the way', () => {
    expect(at('agent').replies[0]?.choices?.[0]?.payload).toBe('cmd|bot');
  });

  it('sets values of the other direction off in right-to-left text, but never in what is copied or tapped', () => {
    const arabic = { market: emirates, locale: 'ar-AE', fields: { fullName: 'Mei Tan', mobile: '+971501234567' } };
    const [reply] = at('summary', arabic).replies;
    expect(reply?.text).toContain('\u2068Mei Tan\u2069');
    expect(reply?.summary?.map(({ value }) => value)).toContain('Mei Tan');
    expect(JSON.stringify([reply?.choices, reply?.summary])).not.toMatch(/[\u2066-\u2069]/);
    const view = viewAt('reference', arabic);
    const { replies } = speak({ ...view, facts: { ...view.facts, callouts: succeeded } }, [effect('reference')]);
    expect(replies[0]?.text.split('\n').at(-1)).toBe('LF-2026_7');
  });
});
