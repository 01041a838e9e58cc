import type { Page } from 'playwright-core';
import { openDeskLab } from '../support/deskBrowser';

let lab: Awaited<ReturnType<typeof openDeskLab>>;

beforeAll(async () => {
  lab = await openDeskLab({ others: 250 });
}, 90_000);
beforeEach(() => lab.desk.reset());
afterEach(async () => {
  await lab.leave();
  expect(lab.faults.splice(0)).toEqual([]);
});
afterAll(() => lab?.close());

const HONG_KONG = '&conversation=hk-7';
const EMIRATES = '&conversation=ae-3';
const composer = (page: Page) => page.getByRole('textbox', { name: 'Reply to the customer' });
const takeOver = (page: Page) => page.getByRole('button', { name: 'Take over' }).first().click();
const sends = () => lab.desk.commands.filter(({ command }) => command.kind === 'send');

async function holding(who: string, query = HONG_KONG): Promise<Page> {
  const page = await lab.visit(who, query);
  await takeOver(page);
  await composer(page).waitFor();
  return page;
}

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.keyboard.press('Enter');
}

describe('two people', () => {
  it('only one of them gets a conversation, and the other is told who has it', async () => {
    const [anna, ben] = await Promise.all([lab.visit('anna', HONG_KONG), lab.visit('ben', HONG_KONG)]);
    await ben.getByRole('button', { name: 'Take over' }).first().waitFor();
    // What happened has not reached the other's page yet.
    await ben.route('**/api/desk/events', (route) => route.abort());
    lab.desk.dropStreams();
    await takeOver(anna);
    await composer(anna).waitFor();
    await takeOver(ben);
    await ben.locator('.toast.bad', { hasText: 'Anna Lee has it now' }).waitFor();
    await ben.locator('.holder', { hasText: 'With Anna Lee' }).waitFor();
    await ben.getByText('Anna Lee has this conversation. You can leave a note.').waitFor();
  });

  it('what was written is kept when the conversation was taken away, with who has it now', async () => {
    const page = await holding('anna');
    await composer(page).fill('您的卡沒有年費。');
    const { epoch } = lab.desk.conversation('hk-7')?.row ?? {};
    lab.desk.faults.commands = 1;
    await page.keyboard.press('Enter');
    lab.desk.as('sue', 'hk-7', { kind: 'barge' });
    await page.locator('.outgoing.refused', { hasText: 'Sue Park has it now' }).waitFor();
    expect(await page.locator('.outgoing .words').textContent()).toBe('您的卡沒有年費。');
    expect(new Set(sends().map((one) => `${one.id} ${one.epoch}`)).size).toBe(1);
    expect(sends()[0]?.epoch).toBe(epoch);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.locator('.outgoing').waitFor({ state: 'detached' });
  });
});

describe('a message', () => {
  it('is sent once however often its answer is lost', async () => {
    const page = await holding('anna');
    Object.assign(lab.desk.faults, { commands: 2, applied: true });
    await write(page, '請稍候');
    await page.locator('.entry.agent:not(.outgoing)', { hasText: '請稍候' }).waitFor();
    await page.locator('.outgoing').waitFor({ state: 'detached' });
    expect(sends()).toHaveLength(3);
    expect(new Set(sends().map(({ id }) => id)).size).toBe(1);
    expect(lab.desk.conversation('hk-7')?.transcript.filter(({ text }) => text === '請稍候')).toHaveLength(1);
  });

  it('that nobody answered is tried again under the same id', async () => {
    const page = await holding('anna');
    lab.desk.faults.commands = 4;
    await write(page, '您好');
    await page.locator('.outgoing.stuck').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.entry.agent:not(.outgoing)', { hasText: '您好' }).waitFor();
    expect(sends()).toHaveLength(5);
    expect(new Set(sends().map(({ id }) => id)).size).toBe(1);
  });

  it('cannot be sent where WhatsApp would reject it: the approved one is offered in the customer’s language', async () => {
    const page = await holding('anna');
    await composer(page).fill('太長'.repeat(600));
    await page.getByText('176 characters too long for this channel').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await composer(page).fill('');
    lab.desk.change('hk-7', (one) => ({ ...one, composer: { ...one.composer, windowClosesAt: Date.now() - 1 } }));
    await page.locator('blockquote', { hasText: '閣下的信用卡申請有新消息' }).waitFor();
    await page.getByRole('button', { name: 'Send the approved message' }).click();
    await page.locator('.entry.agent', { hasText: '閣下的信用卡申請有新消息' }).waitFor();
    expect(lab.desk.commands.at(-1)?.command).toEqual({ kind: 'sendTemplate' });
  });

  it('with a variable that nobody filled in is not sent', async () => {
    const page = await holding('anna');
    await composer(page).fill('Hello {name}');
    await page.getByText('Fill in {name} before you send.').waitFor();
    await page.keyboard.press('Enter');
    await composer(page).fill('{customer}, hello');
    await page.keyboard.press('Enter');
    await page.locator('.entry.agent', { hasText: 'hello' }).waitFor();
    expect(sends().map(({ command }) => command)).toEqual([{ kind: 'send', text: '{customer}, hello' }]);
  });
});

describe('a session that ends', () => {
  it('leaves what is being written where it is, and goes on after signing in on the spot', async () => {
    const page = await holding('anna');
    await composer(page).fill('還在寫的句子');
    lab.desk.faults.signedOut = true;
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByRole('textbox', { name: 'Password' }).fill('wrong');
    await page.keyboard.press('Enter');
    await dialog.getByText('That was not right.').waitFor();
    await dialog.getByRole('textbox', { name: 'Password' }).fill('right');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.entry.agent:not(.outgoing)', { hasText: '還在寫的句子' }).waitFor();
    expect(sends()).toHaveLength(1);
  });

  it('does not show one person’s desk to another', async () => {
    const page = await holding('anna');
    lab.desk.faults.signedOut = true;
    await composer(page).fill('x');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
    await page.evaluate(async () => {
      const body = JSON.stringify({ name: 'ben', password: 'right', code: '' });
      await fetch('/api/auth/sign-in', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
    });
    await page.getByText('Somebody else signed in on this browser').waitFor();
    expect(sends()).toEqual([]);
  });
});

describe('the conversation', () => {
  it('comes live, shows who writes, and loses nothing over a lost connection', async () => {
    const page = await lab.visit('anna', HONG_KONG);
    await page.locator('.entry').first().waitFor();
    await page.locator('.connection.live').waitFor();
    lab.desk.emit({ type: 'typing', conversationId: 'hk-7', who: 'customer' });
    await page.getByText('The customer is writing…').waitFor();
    lab.desk.customerSays('hk-7', '有人嗎？');
    await page.locator('.entry.customer', { hasText: '有人嗎？' }).waitFor();
    lab.desk.dropStreams();
    lab.desk.customerSays('hk-7', '還在嗎？');
    await page.locator('.entry.customer', { hasText: '還在嗎？' }).waitFor();
    await page.locator('.connection.live').waitFor();
  });

  it('shows what customers wrote as text alone, each in its own direction', async () => {
    const page = await lab.visit('anna', EMIRATES);
    const hostile = page.locator('.entry.customer', { hasText: 'bold' });
    await hostile.waitFor();
    expect(await hostile.locator('.words').textContent()).toBe(
      'Look: U+202Egnp.exeU+202C and <b>bold</b> <img src=x onerror=alert(1)>',
    );
    expect(await page.locator('.transcript b, .transcript img, .transcript a').count()).toBe(0);
    expect(await page.locator('.entry.customer .words:dir(rtl)', { hasText: 'أريد' }).count()).toBe(1);
    expect(await hostile.locator('.words:dir(ltr)').count()).toBe(1);
    await page.locator('.ticks.failed', { hasText: 'Not delivered (code 63016)' }).waitFor();
  });

  it('shows something masked for a reason, once it is asked for, and lists it for the auditor', async () => {
    const page = await lab.visit('sue', HONG_KONG);
    await page.getByRole('button', { name: 'Reveal Family name' }).click();
    await page.getByLabel('Why do you need to see it?').fill('too short');
    expect(await page.getByRole('button', { name: 'Reveal and record' }).isDisabled()).toBe(true);
    await page.getByLabel('Why do you need to see it?').fill('the customer asked me to');
    await page.keyboard.press('Enter');
    await page.locator('.field', { hasText: 'Family name' }).getByText('Chan', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Reveals' }).click();
    await page.getByRole('cell', { name: 'the customer asked me to' }).waitFor();
    expect(await page.getByText('Chan', { exact: true }).count()).toBe(0);
  });

  it('asks who looks at what is kept closest for a fresh code, and keeps the reason meanwhile', async () => {
    const page = await lab.visit('sue', HONG_KONG);
    lab.desk.faults.unproven = true;
    await page.getByRole('button', { name: 'Reveal Family name' }).click();
    const reason = page.getByLabel('Why do you need to see it?');
    await reason.fill('the customer asked me to');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Show that it is you' });
    await dialog.getByLabel('Code of your authenticator app').fill('000000');
    await page.keyboard.press('Enter');
    await dialog.getByText('That code is not right.').waitFor();
    // It lies over nothing, and nothing lies over it.
    expect(await reason.isVisible()).toBe(false);
    expect(await reason.inputValue()).toBe('the customer asked me to');
    await dialog.getByLabel('Code of your authenticator app').fill('123456');
    await page.keyboard.press('Enter');
    await page.locator('.field', { hasText: 'Family name' }).getByText('Chan', { exact: true }).waitFor();
    expect(lab.desk.reveals.map((one) => one.reason)).toContain('the customer asked me to');
  });

  it('goes on after they signed in with their bank, in a window of its own', async () => {
    const page = await lab.visit('sue', HONG_KONG);
    lab.desk.faults.unproven = true;
    await page.getByRole('button', { name: 'Reveal Family name' }).click();
    await page.getByLabel('Why do you need to see it?').fill('the customer asked me again');
    await page.keyboard.press('Enter');
    const asked = page.context().waitForEvent('request', (request) => request.url().includes('/sign-in'));
    await page.getByRole('button', { name: 'Sign in another way' }).click();
    expect(new URL((await asked).url()).pathname).toBe('/sign-in');
    lab.desk.signsInElsewhere();
    await page.locator('.field', { hasText: 'Family name' }).getByText('Chan', { exact: true }).waitFor();
    expect(lab.desk.reveals.map((one) => one.reason)).toContain('the customer asked me again');
  });

  it('keeps notes and whispers visibly apart from what customers read', async () => {
    const page = await holding('sue');
    await page.getByText('Whisper', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Whisper to the agent' }).fill('Offer the travel card');
    await page.keyboard.press('Enter');
    await page.locator('.card.note.whisper', { hasText: 'Offer the travel card' }).getByText('You whisper').waitFor();
    expect(await page.locator('.transcript').getByText('Offer the travel card').count()).toBe(0);
    expect(lab.desk.commands.at(-1)?.command).toEqual({ kind: 'note', text: 'Offer the travel card', whisper: true });
  });
});

it('an agent chooses which open question the bot goes on with, after reading its words', async () => {
  const page = await holding('anna');
  await page.getByRole('button', { name: 'Edit Employment' }).click();
  await page.getByRole('combobox', { name: 'Employment' }).fill('受僱');
  await page.getByRole('option', { name: 'Employed · 受僱' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.field.agentEntered', { hasText: 'Employed' }).waitFor();
  await page.getByRole('button', { name: 'Hand back' }).click();
  const drawer = page.getByRole('dialog', { name: 'Hand back to the bot' });
  await drawer.getByRole('combobox').click();
  await page.getByRole('option', { name: 'monthly income' }).click();
  await drawer.getByText('The bot will ask: monthly income, in Traditional Chinese').waitFor();
  await drawer.getByText('您的每月收入是？').waitFor();
  await drawer.getByLabel('Add one line before it (optional)').fill('謝謝您！');
  await drawer.getByRole('button', { name: 'Hand back' }).click();
  await page.locator('.holder', { hasText: 'With the bot' }).waitFor();
  expect(lab.desk.commands.at(-1)?.command).toEqual({ kind: 'handBack', step: 'income', line: '謝謝您！' });
});

it('an agent passes a conversation on to a colleague, with a note for them', async () => {
  const page = await holding('anna');
  await page.locator('.transcript').focus();
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: 'Transfer' });
  await dialog.getByRole('combobox', { name: 'Transfer' }).click();
  await page.getByRole('option', { name: /^Ben Okafor \(away/ }).click();
  await dialog.getByLabel('Note for whoever takes it (optional)').fill('Wants the travel card');
  await dialog.getByRole('button', { name: 'Transfer' }).click();
  await page.locator('.holder', { hasText: 'With Ben Okafor' }).waitFor();
  await page.locator('.card.note', { hasText: 'Wants the travel card' }).waitFor();
  expect(lab.desk.commands.slice(-2).map(({ command }) => command)).toEqual([
    { kind: 'note', text: 'Wants the travel card' },
    { kind: 'transfer', to: { agent: 'ben' } },
  ]);
});

it('a supervisor takes over from a colleague, and reassigns in one step', async () => {
  lab.desk.as('ben', 'hk-7', { kind: 'claim' });
  const page = await lab.visit('sue', HONG_KONG);
  await page.getByRole('button', { name: 'Reassign' }).click();
  const dialog = page.getByRole('dialog', { name: 'Transfer' });
  await dialog.getByRole('combobox', { name: 'Transfer' }).click();
  await page.getByRole('option', { name: /^Anna Lee/ }).click();
  await dialog.getByRole('button', { name: 'Transfer' }).click();
  await page.locator('.holder', { hasText: 'With Anna Lee' }).waitFor();
  await page.getByRole('button', { name: 'Take over from colleague' }).click();
  await composer(page).waitFor();
  expect(lab.desk.commands.slice(-2).map(({ command }) => command)).toEqual([
    { kind: 'reassign', to: { agent: 'anna' } },
    { kind: 'barge' },
  ]);
});

it('an agent resolves with what came of it, and has the customer asked how it was', async () => {
  const page = await holding('anna');
  await page.getByRole('button', { name: 'Resolve' }).click();
  const dialog = page.getByRole('dialog', { name: 'Resolve' });
  const confirm = dialog.getByRole('button', { name: 'Resolve' });
  const choose = async (name: string) => {
    await dialog.getByRole('combobox', { name: 'What came of it?' }).click();
    await page.getByRole('option', { name, exact: true }).click();
  };
  await choose('Completed');
  await dialog.getByText(/^Still open: .*Monthly income/).waitFor();
  expect(await confirm.isDisabled()).toBe(true);
  await choose('Complaint');
  await dialog.getByText('This code needs a note.').waitFor();
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Note' }).fill('The fee was not clear');
  expect(await dialog.getByRole('checkbox', { name: 'Ask the customer how it went' }).isChecked()).toBe(true);
  await confirm.click();
  await page.locator('.holder', { hasText: 'Resolved' }).waitFor();
  expect(lab.desk.commands.at(-1)?.command).toEqual({
    kind: 'resolve',
    code: 'complaint',
    askScore: true,
    note: 'The fee was not clear',
  });
  lab.desk.change('hk-7', (one) => ({ ...one, csat: { score: 4, at: Date.now() } }));
  await page.getByText('The customer gave 4 of 5').waitFor();
});

it('an agent has the customer asked for a consent, and can give none themselves', async () => {
  const page = await lab.visit('anna', HONG_KONG);
  const terms = page.locator('.field.consent', { hasText: 'Terms and conditions' });
  await terms.waitFor();
  expect(await terms.getByRole('button').count()).toBe(0);
  await takeOver(page);
  await terms.getByRole('button', { name: 'Offer to customer' }).click();
  await page.getByText('The customer is being asked.').waitFor();
  expect(await page.locator('.field.consent input').count()).toBe(0);
  expect(lab.desk.commands.at(-1)?.command).toEqual({ kind: 'offerConsent', purpose: 'termsAndConditions' });
});

it('a call that was promised is moved, and then noted as made', async () => {
  const page = await lab.visit('anna', '&view=callBacks&conversation=th-5');
  const outcome = async (name: string) => {
    await page.getByRole('combobox', { name: 'How did it go?' }).click();
    await page.getByRole('option', { name, exact: true }).click();
  };
  await outcome('Rescheduled');
  const record = page.getByRole('button', { name: 'Record' });
  expect(await record.isDisabled()).toBe(true);
  await page.getByRole('combobox', { name: 'New time' }).click();
  await page.getByRole('option').nth(3).click();
  await page.getByLabel('Note (optional)').fill('In a meeting');
  await record.click();
  await page.getByText(/Rescheduled: In a meeting/).waitFor();
  const [moved] = lab.desk.conversation('th-5')?.callBacks ?? [];
  expect(moved).toMatchObject({ status: 'open', slot: lab.desk.conversation('th-5')?.callBackSlots?.[3] });
  await outcome('Reached');
  await record.click();
  await page.locator('.card.done', { hasText: 'Done' }).waitFor();
  expect(lab.desk.commands.slice(-2).map(({ command }) => command)).toMatchObject([
    { kind: 'callBackOutcome', callBackId: 'call-1', outcome: 'rescheduled', note: 'In a meeting' },
    { kind: 'callBackOutcome', callBackId: 'call-1', outcome: 'reached' },
  ]);
});

it('makes no sound and asks for no leave to, until somebody wants it', async () => {
  const page = await lab.visit('anna', HONG_KONG);
  await page.locator('.connection.live').waitFor();
  await page.evaluate(`
    window.asked = 0; window.sounds = 0; window.shown = [];
    window.AudioContext = class { constructor() { window.sounds += 1; throw new Error('No sound here'); } };
    window.Notification = class { static permission = 'default';
      static async requestPermission() { window.asked += 1; Notification.permission = window.leave; return window.leave; }
      constructor(words) { window.shown.push(words); } };
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });`);
  const made = () => page.evaluate('[window.asked, window.sounds, window.shown.length].join()');
  const row = page.locator('.row', { hasText: 'web 9F3C' });
  /** It waits again, after a colleague had it for a while. */
  const arrives = async () => {
    lab.desk.as('ben', 'ae-3', { kind: 'claim' });
    await row.waitFor({ state: 'detached' });
    await page.waitForTimeout(700);
    lab.desk.as('ben', 'ae-3', { kind: 'transfer', to: { queue: 'cards' } });
    await row.waitFor();
  };
  await arrives();
  expect(await made()).toBe('0,0,0');
  await page.getByRole('button', { name: /Settings$/ }).click();
  const wish = page.getByRole('switch', { name: 'Browser notifications' });
  await page.evaluate("window.leave = 'denied'");
  await wish.click();
  await page.getByText('Your browser does not allow notifications').waitFor();
  expect(await wish.isChecked()).toBe(false);
  await page.evaluate("window.leave = 'granted'");
  await wish.click();
  await page.locator('[role="switch"]:checked').waitFor();
  expect(await made()).toBe('2,0,0');
  await arrives();
  expect(await made()).toBe('2,0,1');
  await page.getByRole('switch', { name: 'Sounds' }).click();
  expect(await made()).toBe('2,1,1');
  // Also where there is no sound to be had whoever waits is seen.
  await arrives();
  expect(await made()).toBe('2,2,2');
  // Nothing of whom it is about, or of what they wrote, leaves the page.
  expect(await page.evaluate('window.shown.at(-1)')).toBe('A customer in AE waits for a person');
});

it('a case takes two people', async () => {
  const query = '&view=cases&conversation=sg-2';
  const [anna, sue] = await Promise.all([lab.visit('anna', query), lab.visit('sue', query)]);
  await anna.getByRole('combobox', { name: 'What came of it?' }).click();
  await anna.getByRole('option', { name: 'The bank has it' }).click();
  await anna.getByLabel('Reference number').fill('LF-1');
  await anna.getByRole('button', { name: 'Save' }).click();
  await anna.getByText('You proposed this. Somebody else has to confirm it.').waitFor();
  expect(await anna.getByRole('button', { name: 'Confirm the proposal' }).count()).toBe(0);
  await sue.getByRole('button', { name: 'Confirm the proposal' }).click();
  await sue.getByText('Anna Lee settled it: The bank has it. Confirmed by you.').waitFor();
  await anna.getByText('You settled it: The bank has it. Confirmed by Sue Park.').waitFor();
});

it('a supervisor keeps the replies that agents have ready', async () => {
  const page = await lab.visit('sue', '&place=replies');
  await page.getByRole('button', { name: 'Add a reply' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a reply' });
  await dialog.getByLabel('Shortcut').fill('fee');
  await dialog.getByLabel('Title').fill('Annual fee');
  await dialog.getByRole('textbox', { name: 'Text' }).fill('{customer}, the first year is free.');
  await dialog.getByRole('checkbox', { name: 'Thailand' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('cell', { name: 'Hong Kong, Thailand' }).waitFor();
  await page.getByRole('button', { name: '/fee' }).click();
  await page.getByRole('button', { name: 'Take away' }).click();
  await page.getByText('None yet.').waitFor();
});

describe('the work list', () => {
  it('draws only what can be seen of hundreds, and loads on', async () => {
    const page = await lab.visit('anna', '&view=bot');
    await page.locator('.row').first().waitFor();
    expect(await page.locator('.row').count()).toBeLessThan(60);
    for (let tries = 0; tries < 20 && (await page.locator('[aria-posinset="250"]').count()) === 0; tries += 1) {
      await page.locator('.rows').evaluate((rows) => rows.scrollTo(0, rows.scrollHeight));
      await page.waitForTimeout(150);
    }
    await page.locator('[aria-posinset="250"]').waitFor();
    expect(await page.locator('.row').count()).toBeLessThan(60);
  });

  it('keeps its filters in the address', async () => {
    const page = await lab.visit('anna', '&view=bot');
    await page.getByRole('combobox', { name: 'Market' }).click();
    await page.getByRole('option', { name: 'Thailand' }).click();
    await page.waitForURL(/market=TH/);
    await page.reload();
    await page.locator('.row').first().waitFor();
    expect(await page.locator('.row', { hasNotText: 'Thailand' }).count()).toBe(0);
  });
});

it('says when it was deployed again, and when there is no connection', async () => {
  const page = await lab.visit('anna', HONG_KONG);
  await page.locator('.entry').first().waitFor();
  lab.desk.redeploy();
  lab.desk.customerSays('hk-7', '？');
  await page.getByText('The desk was updated.').waitFor();
  await page.context().setOffline(true);
  lab.desk.dropStreams();
  await page.getByText('No connection. What you write is kept').waitFor();
  await page.context().setOffline(false);
  await page.getByText('No connection.').waitFor({ state: 'detached' });
});

it('two tabs of one agent stay in step', async () => {
  const page = await holding('anna');
  const other = await page.context().newPage();
  await other.goto(`${lab.desk.url}/desk?conversation=hk-7`);
  await composer(other).waitFor();
  await page.getByText('Away', { exact: true }).click();
  await other.locator('.presence.away').waitFor();
  await write(page, '您好');
  await other.locator('.entry.agent', { hasText: '您好' }).waitFor();
});
