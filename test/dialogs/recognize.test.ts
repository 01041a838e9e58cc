import { recognize } from '../../dialogs/recognize';
import { emirates, hongKong, promptFor, russia, sent, tapped, thailand, typed, viewAt } from '../support/fixtures';

const value = (understanding: ReturnType<typeof recognize>) =>
  understanding.kind === 'event' && understanding.event.type === 'customer.answered'
    ? understanding.event.value
    : understanding;
const error = (understanding: ReturnType<typeof recognize>) =>
  understanding.kind === 'unrecognized' ? understanding.error.text : understanding;

describe('recognize: commands', () => {
  it.each([
    ['stop', { kind: 'command', command: 'stop' }],
    ['  STOP. ', { kind: 'command', command: 'stop' }],
    ['Talk to a person', { kind: 'command', command: 'agent' }],
    ['?', { kind: 'command', command: 'help' }],
    ['go back', { kind: 'command', command: 'back' }],
    ['start over', { kind: 'command', command: 'restart' }],
    ['change', { kind: 'change' }],
    ['change mobile', { kind: 'change', field: 'mobile' }],
    ['Change my email', { kind: 'change', field: 'email' }],
    ['change name', { kind: 'change' }],
    ['language', { kind: 'language' }],
    ['繁體中文', { kind: 'language', locale: 'zh-Hant-HK' }],
  ])('reads "%s" before the current step', (text, expected) => {
    expect(recognize(viewAt('mobile'), typed(text))).toEqual(expected);
  });

  it('reads words copied with the marks we print around them', () => {
    const consent = viewAt('privacy');
    expect(recognize({ ...consent, prompt: promptFor(consent) }, typed('“I agree”'))).toMatchObject({
      kind: 'event',
      event: { type: 'consent.granted' },
    });
  });

  it('takes a language named at the language question as its answer', () => {
    expect(value(recognize(viewAt('language'), typed('english')))).toBe('en-HK');
  });

  it('does not take a name with other accents for a command', () => {
    const view = viewAt('givenName', { locale: 'vi-VN' });
    expect(value(recognize(view, typed('Dũng')))).toBe('Dũng');
    expect(recognize(viewAt('product', { locale: 'vi-VN' }), typed('dừng'))).toEqual({
      kind: 'command',
      command: 'stop',
    });
  });

  it('understands command payloads and only languages of the market', () => {
    const view = viewAt('mobile');
    expect(recognize(view, tapped('cmd|agent'))).toEqual({ kind: 'command', command: 'agent' });
    expect(recognize(view, tapped('cmd|change:email'))).toEqual({ kind: 'change', field: 'email' });
    expect(recognize(view, tapped('cmd|language:en-HK'))).toEqual({ kind: 'language', locale: 'en-HK' });
    expect(recognize(view, tapped('cmd|language:ru-RU'))).toEqual({ kind: 'language' });
    expect(recognize(view, tapped('nonsense'))).toEqual({ kind: 'passed' });
  });
});

describe('recognize: taps', () => {
  const salutation = viewAt('salutation');
  const view = { ...salutation, prompt: promptFor(salutation) };

  it('answers the current prompt', () => {
    expect(recognize(view, tapped('r1q5|pick:MR'))).toEqual({
      kind: 'event',
      method: 'button',
      event: { type: 'customer.answered', step: 'salutation', field: 'salutation', value: 'MR', by: 'customer' },
    });
  });

  it('refuses a code the list does not have', () => {
    expect(error(recognize(view, tapped('r1q5|pick:KING')))).toBe('error.choice');
  });

  it('ignores a double tap, and says so when the question has been answered differently', () => {
    const later = viewAt('mobile', { fields: { salutation: 'MR' } });
    const current = { ...later, prompt: promptFor(later, { promptId: 'r1q8' }) };
    expect(recognize(current, tapped('r1q5|pick:MR'))).toEqual({ kind: 'repeat' });
    expect(recognize(current, tapped('r1q5|pick:MS'))).toEqual({ kind: 'passed' });
    expect(recognize({ ...current, prompt: promptFor(later, { promptId: 'r2q8' }) }, tapped('r1q5|pick:MR'))).toEqual({
      kind: 'passed',
    });
  });

  it('takes a tap on an earlier copy of the open question, but never guesses between questions', () => {
    const again = { ...view, prompt: promptFor(salutation, { promptId: 'r1q9' }) };
    expect(value(recognize(again, tapped('r1q5|pick:MS')))).toBe('MS');
    const yesNo = viewAt('ageConfirmed');
    const other = { ...yesNo.flow.steps, smsUpdates: { ...yesNo.flow.steps.ageConfirmed, field: 'smsUpdates' } };
    const flow = { ...yesNo.flow, steps: other as typeof yesNo.flow.steps };
    expect(
      recognize({ ...yesNo, flow, prompt: promptFor(yesNo, { promptId: 'r1q9' }) }, tapped('r1q5|pick:yes')),
    ).toEqual({ kind: 'passed' });
    const consent = viewAt('privacy');
    expect(recognize({ ...consent, prompt: promptFor(consent, { promptId: 'r1q9' }) }, tapped('r1q5|grant'))).toEqual({
      kind: 'passed',
    });
  });

  it('lets a change button of an old summary still change', () => {
    const later = viewAt('mobile');
    expect(recognize(later, tapped('r1q2|change:email'))).toEqual({ kind: 'change', field: 'email' });
  });

  it('answers a second confirm with the status', () => {
    const waiting = viewAt('submit');
    const submitted = { ...waiting, facts: { ...waiting.facts, callouts: { submit: { status: 'started' as const } } } };
    expect(recognize(submitted, tapped('r1q2|accept'))).toEqual({ kind: 'command', command: 'status' });
  });
});

describe('recognize: questions', () => {
  it.each([
    ['2', 'MS'],
    ['٢', 'MS'],
    ['２.', 'MS'],
    ['ms', 'MS'],
    ['先生', 'MR'],
    ['Mr.', 'MR'],
  ])('reads "%s" as the row the customer means', (text, code) => {
    const view = viewAt('salutation');
    const offered = [
      { choice: 'pick:MR', label: 'Mr' },
      { choice: 'pick:MS', label: 'Ms' },
    ];
    expect(value(recognize({ ...view, prompt: promptFor(view, { offered }) }, typed(text)))).toBe(code);
  });

  it.each([
    ['yep', 'yes'],
    ['N', 'no'],
  ])('reads "%s" as %s', (text, code) => {
    expect(value(recognize(viewAt('ageConfirmed'), typed(text)))).toBe(code);
  });

  it('asks for yes or no when it is neither', () => {
    expect(error(recognize(viewAt('ageConfirmed'), typed('maybe')))).toBe('error.yesNo');
  });

  it.each([
    ['Bangkok', 'TH-10'],
    ['กทม', 'TH-10'],
    ['krungthep', 'TH-10'],
    ['bankok', 'TH-10'],
    ['เชียงใหม่', 'TH-50'],
    ['Sawan', 'TH-60'],
    ['Korat', 'TH-30'],
  ])('finds %s in a long list', (text, code) => {
    const view = viewAt('division', { market: thailand, locale: 'en-TH' });
    expect(value(recognize(view, typed(text)))).toBe(code);
  });

  it('narrows a long list when several rows fit, and says when none does', () => {
    const view = viewAt('division', { market: thailand, locale: 'en-TH' });
    expect(recognize(view, typed('Nakhon'))).toEqual({ kind: 'narrow', query: 'Nakhon', page: 0 });
    expect(error(recognize(view, typed('Atlantis')))).toBe('error.noMatch');
    const paged = { ...view, prompt: promptFor(view, { search: { query: 'Nakhon', page: 0 } }) };
    expect(recognize(paged, tapped('r1q5|page:1'))).toEqual({ kind: 'narrow', query: 'Nakhon', page: 1 });
  });

  it('asks which one when a short list has several that fit', () => {
    expect(error(recognize(viewAt('employmentStatus'), typed('employee')))).toBe('error.choiceAmbiguous');
    expect(error(recognize(viewAt('employmentStatus'), typed('17')))).toBe('error.noOption');
  });

  it('reads an amount as its income band', () => {
    expect(value(recognize(viewAt('incomeBand'), typed('HK$200,000')))).toBe('H2');
    expect(value(recognize(viewAt('incomeBand'), typed('1.200.000')))).toBe('H3');
    expect(value(recognize(viewAt('incomeBand'), typed('200k')))).toBe('H2');
    expect(value(recognize(viewAt('incomeBand'), typed('٢٠٠٠٠٠ HKD')))).toBe('H2');
    for (const unsure of ['100000-200000', '>150000', '2 or 3 million', '-5000', '1.5']) {
      expect(recognize(viewAt('incomeBand'), typed(unsure)).kind).toBe('unrecognized');
    }
  });

  it('skips only what is optional', () => {
    const view = viewAt('patronymic', { market: russia });
    expect(value(recognize(view, typed('skip')))).toBeNull();
    expect(error(recognize(viewAt('fullName'), typed('skip')))).toBe('error.required');
  });
});

describe('recognize: reviews, waiting and the end', () => {
  const summary = viewAt('summary', { fields: { fullName: 'Mei Tan' } });
  const shown = { ...summary, prompt: promptFor(summary) };

  it('binds an acceptance to the revision that was shown', () => {
    expect(recognize(shown, typed('confirm'))).toMatchObject({
      event: { type: 'review.accepted', revision: 1 },
      method: 'text',
    });
    expect(error(recognize({ ...shown, prompt: promptFor(summary, { revision: 0 }) }, tapped('r1q5|accept')))).toBe(
      'review.stale',
    );
    expect(error(recognize(summary, typed('confirm')))).toBe('error.review');
    const menu = promptFor(summary, { offered: [{ choice: 'cmd|change:mobile', label: 'Mobile number' }] });
    expect(error(recognize({ ...summary, prompt: menu }, typed('yes')))).toBe('error.review');
    expect(error(recognize({ ...summary, prompt: menu }, tapped('r1q5|accept')))).toBe('error.review');
  });

  it('takes no decision about a notice that is not in front of the customer', () => {
    const consent = viewAt('privacy');
    const menu = promptFor(consent, { offered: [{ choice: 'cmd|language:en-HK', label: 'English' }] });
    for (const view of [consent, { ...consent, prompt: menu }]) {
      expect(error(recognize(view, typed('I agree')))).toBe('error.consent');
      expect(recognize(view, tapped('r1q5|grant')).kind).not.toBe('event');
    }
  });

  it('takes a word that may mean either for neither', () => {
    expect(error(recognize(shown, typed('correct')))).toBe('error.review');
  });

  it('opens a change from the summary', () => {
    expect(recognize(shown, tapped('r1q5|change:mobile'))).toEqual({ kind: 'change', field: 'mobile' });
    expect(recognize(shown, typed('no'))).toEqual({ kind: 'change' });
  });

  it('keeps messages for a person and offers the way back', () => {
    const view = viewAt('agent', { status: 'pending' });
    expect(recognize(view, typed('hello?'))).toMatchObject({
      error: { text: 'say.handoffWaiting', choices: [{ payload: 'cmd|bot' }] },
    });
    expect(recognize(view, typed('agent'))).toMatchObject({ error: { text: 'say.handoffWaiting' } });
    expect(recognize(view, sent('image'))).toMatchObject({ error: { text: 'say.handoffWaiting' } });
    expect(recognize(view, typed('continue'))).toEqual({ kind: 'command', command: 'bot' });
    expect(recognize(view, typed('stop'))).toEqual({ kind: 'command', command: 'stop' });
  });

  it('answers anything while the bank works with the status', () => {
    expect(recognize(viewAt('submit'), typed('hello'))).toEqual({ kind: 'command', command: 'status' });
  });

  it('says that a finished conversation is finished', () => {
    expect(recognize(viewAt('done'), typed('thanks'))).toMatchObject({ error: { text: 'say.ended' } });
  });

  it('reads a number under a notice as the command it stood for', () => {
    const view = viewAt('mobile');
    const offered = [{ choice: 'cmd|change:email', label: 'Email' }];
    expect(recognize({ ...view, prompt: promptFor(view, { offered }) }, typed('1'))).toEqual({
      kind: 'change',
      field: 'email',
    });
  });
});

describe('recognize: what is no answer', () => {
  it.each([
    ['image', 'error.image'],
    ['audio', 'error.audio'],
    ['location', 'error.location'],
    ['document', 'error.attachment'],
    ['sticker', 'error.textOnly'],
  ] as const)('explains that %s cannot be used', (media, key) => {
    expect(error(recognize(viewAt('mobile'), sent(media)))).toBe(key);
  });

  it('refuses texts that are too long or empty', () => {
    expect(error(recognize(viewAt('fullName'), typed('x'.repeat(4097))))).toBe('error.tooLong');
    expect(error(recognize(viewAt('fullName'), typed(' \u200b\u202e ')))).toBe('error.empty');
  });

  it('works in right-to-left markets', () => {
    const view = viewAt('division', { market: emirates, locale: 'ar-AE' });
    expect(value(recognize(view, typed('دبى')))).toBe('AE-DU');
    expect(value(recognize(view, typed('dubai')))).toBe('AE-DU');
    expect(hongKong.market).toBe('HK');
  });
});
