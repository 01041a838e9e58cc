import type { Locator, Page } from 'playwright-core';
import { loadTexts } from '../../bot/loadTexts';

/** What an invented customer types, by the question it answers: the names of the `ask` texts. */
export type TypedAnswers = Readonly<Record<string, string>>;

const TURN_MS = 20_000;
/** Longer than the page waits before it asks for news. */
const QUIET_MS = 1_000;
const MOST_QUESTIONS = 40;
/** In the place of values. */
const VALUES = { field: '¦', value: '¦' };

/** Somebody who applies on the phone in the browser, as a person would: reads the latest message and answers it. */
export function phoneCustomer(page: Page, locale: string, answers: TypedAnswers) {
  const texts = loadTexts();
  const said = page.locator('.message.bank');
  const latest = said.last();

  /** What is always the same of a text: its first words, up to the first value in it. */
  const opening = (key: string): string => texts.say(locale, key, VALUES).split(/[¦\n]/, 1)[0]?.trim() ?? '';

  async function answerOne(): Promise<void> {
    const words = await latest.innerText();
    const asked = Object.keys(answers).find((question) => words.includes(opening(`ask.${question}`)));
    const before = await said.count();
    if (asked !== undefined) await type(answers[asked] ?? '');
    else if ((await latest.locator('.option').count()) > 0) await pick(latest, 0);
    await said.nth(before).waitFor({ timeout: TURN_MS });
    await quiet();
  }

  async function type(text: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
  }

  /** Taps a button of a message, or the row of its list. */
  async function pick(message: Locator, index: number): Promise<void> {
    const opener = message.locator('.option[aria-haspopup]');
    if ((await opener.count()) === 0) return message.locator('.option').nth(index).click();
    await opener.click();
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('radio').nth(index).check();
    await sheet.getByRole('button', { name: 'Send' }).click();
  }

  /** Until the bank has stopped writing. */
  async function quiet(): Promise<void> {
    let count = -1;
    while (count !== (await said.count())) {
      count = await said.count();
      await page.waitForTimeout(QUIET_MS);
    }
  }

  return {
    latest,
    opening,
    pick,
    quiet,
    /** The message in which the bank asked this. */
    question: (key: string): Locator => said.filter({ hasText: opening(`ask.${key}`) }).last(),
    /** Writes first, as one must on WhatsApp, and waits for the answer. */
    async greet(): Promise<void> {
      await page.getByRole('button', { name: 'Say “Hi”' }).click();
      await latest.waitFor({ timeout: TURN_MS });
      await quiet();
    },
    async answerUntil(isThere: () => Promise<boolean>): Promise<void> {
      for (let question = 0; question < MOST_QUESTIONS; question++) {
        if (await isThere()) return;
        await answerOne();
      }
      throw new Error('The conversation did not get there in forty questions.');
    },
  };
}
