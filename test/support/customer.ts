import type { Page } from 'playwright-core';

/** What an invented customer of a market answers to the questions that are typed, by the box's autofill name. */
export type Answers = Readonly<Record<string, string>>;

/**
 * Goes through the conversation as a person would, question by question, until `isThere`. Buttons are answered with
 * the first, the affirmative one, and long lists with their first row.
 */
export async function applyUntil(
  page: Page,
  answers: Answers,
  isThere: (page: Page) => Promise<boolean>,
): Promise<void> {
  await page.locator('.message.bot').first().waitFor();
  for (let question = 0; question < 40; question++) {
    await settled(page);
    if (await isThere(page)) return;
    const before = await botMessages(page);
    await answerOne(page, answers);
    await page.locator('.message.bot').nth(before).waitFor({ timeout: 20_000 });
  }
  throw new Error('The conversation did not get there in forty questions.');
}

/** Whether the assistant asks this now. */
export function asks(text: string | RegExp): (page: Page) => Promise<boolean> {
  return (page) => page.locator('.message.bot').last().getByText(text).isVisible();
}

async function answerOne(page: Page, answers: Answers): Promise<void> {
  const card = page.locator('.message.current .offer button').first();
  if (await card.isVisible()) return card.click();
  const list = page.getByRole('combobox');
  if (await list.isVisible()) {
    await list.focus();
    await list.press('ArrowDown');
    return list.press('Enter');
  }
  const box = page.locator('.control');
  const name = (await box.getAttribute('autocomplete')) ?? '';
  const answer = answers[name];
  if (answer === undefined) return page.locator('.replies button').first().click();
  await box.fill(answer);
  await box.press('Enter');
}

function botMessages(page: Page): Promise<number> {
  return page.locator('.message.bot').count();
}

/** Until the assistant has stopped writing. */
async function settled(page: Page): Promise<void> {
  await page.locator('.typing').waitFor({ state: 'hidden' });
  await page.waitForTimeout(120);
}
