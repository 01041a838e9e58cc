import { customersOf, MOST_MESSAGES, pause, SENDER, type StormCustomer } from '../storm/customers';
import { type Machines, startMachines } from '../storm/machines';
import { calm, readStory } from '../storm/story';
import { TEXTS } from '../support/product';

/** The built product beside the sandbox bank and the sandbox Twilio: it is killed while the bank has the application. */

const CALM_MS = 60_000;
const BANK_MS = 1_500;

let machines: Machines;
beforeAll(async () => {
  machines = await startMachines();
}, 60_000);
afterAll(() => machines?.stop());

describe.each([
  ['in the moment of the confirmation', 0],
  ['while the bank is being asked', 60],
  ['while the bank has it', 500],
])('a server killed %s', (_moment, afterMs) => {
  it('leaves the customer with the reference number or with a person, and the bank with one application', async () => {
    const customer = customersOf(1, MOST_MESSAGES, 7_000 + afterMs)[0] as StormCustomer;
    await confirm(customer);
    await pause(afterMs);
    await machines.kill();
    await machines.restart();
    expect(await calm(machines, CALM_MS)).toBe(true);
    // What the bank is still at work on is in its ledger by now.
    await pause(BANK_MS);

    const { references, cases, said } = await outcomeOf(customer);
    expect(references.length).toBeLessThanOrEqual(1);
    if (afterMs > BANK_MS / 4) expect(references).toHaveLength(1);
    const told = references.filter((reference) => said.some((words) => words.includes(reference)));
    // Whoever holds no reference has a person looking after the application, and is told that it is in good hands.
    expect(told.length + cases).toBe(1);
    expect(said.join('\n')).toContain(told[0] ?? TEXTS.say('en-SG', 'say.takingLonger'));
  }, 120_000);
});

/** Everything up to and with the confirmation, which the bank takes its time for. A question is read before it is answered. */
async function confirm({ messages }: StormCustomer): Promise<void> {
  const last = messages.findIndex(({ text }) => text === 'submit');
  for (const message of messages.slice(0, last)) {
    await machines.phoneSends({ ...message, sender: SENDER });
    expect(await calm(machines, CALM_MS)).toBe(true);
  }
  await machines.bankFails({ operation: 'create', kind: 'slow', delayMs: BANK_MS, times: 1 });
  const { delivered } = await machines.phoneSends({ ...(messages[last] as (typeof messages)[number]), sender: SENDER });
  expect(delivered).toBe(true);
}

/** Read from the store itself, which belongs to one process: the product is down meanwhile. */
async function outcomeOf({ user, email }: StormCustomer) {
  await machines.stopProduct();
  const { applications, conversations, sent } = await readStory(machines);
  await machines.restart();
  const own = applications.filter(({ body }) => JSON.stringify(body).includes(email));
  return {
    references: own.map(({ reference }) => reference),
    cases: conversations.get(user)?.cases.filter(({ body }) => body.status === 'open').length ?? 0,
    said: sent.filter((message) => message.user === user).map(({ shown }) => shown.body),
  };
}
