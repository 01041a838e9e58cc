import { ABSOLUTE_MS, IDLE_MS } from '../../../bot/staff/sessions';
import { createTestStaff } from '../../support/testStaff';

const MINUTE_MS = 60_000;

it('ends after a quarter of an hour in which nobody does anything', async () => {
  const { join, staff, passes } = createTestStaff();
  const { token } = await join('anna');
  passes(IDLE_MS - 1);
  expect(await staff.sessions.find(token, false)).toBeDefined();
  passes(1);
  expect(await staff.sessions.find(token, true)).toBeUndefined();
});

it('goes on while somebody does something, but not for what a page asks by itself', async () => {
  const { join, staff, passes } = createTestStaff();
  const { token } = await join('anna');
  for (let minutes = 0; minutes < 30; minutes += 10) {
    passes(10 * MINUTE_MS);
    expect(await staff.sessions.find(token, true)).toBeDefined();
  }
  passes(10 * MINUTE_MS);
  expect(await staff.sessions.find(token, false)).toBeDefined();
  passes(5 * MINUTE_MS);
  expect(await staff.sessions.find(token, false)).toBeUndefined();
});

it('ends after eight hours whatever is done', async () => {
  const { join, staff, passes, now } = createTestStaff();
  const { token } = await join('anna');
  const endsAt = now() + ABSOLUTE_MS;
  while (now() + 10 * MINUTE_MS < endsAt) {
    passes(10 * MINUTE_MS);
    expect((await staff.sessions.find(token, true))?.endsAt).toBe(endsAt);
  }
  passes(endsAt - now());
  expect(await staff.sessions.find(token, true)).toBeUndefined();
});

it('gets another token at each sign-in and at a proof, which brings no longer life', async () => {
  const test = createTestStaff();
  const { token } = await test.join('anna');
  const before = await test.staff.sessions.find(token, true);
  const again = await test.signIn('anna');
  expect(again).not.toMatchObject({ token });
  const renewed = await test.staff.prove(token, test.freshCode('anna'));
  expect(renewed).not.toBe(token);
  expect(await test.staff.sessions.find(token, true)).toBeUndefined();
  const after = await test.staff.sessions.find(renewed ?? '', true);
  expect(after).toMatchObject({ endsAt: before?.endsAt, provenAt: test.now() });
  expect(after?.csrf).not.toBe(before?.csrf);
  expect(test.audit.at(-1)).toMatchObject({ operator: 'anna', action: 'staff.proven' });
});

it('proves nothing by a wrong code, and locks after five', async () => {
  const test = createTestStaff();
  const { token } = await test.join('anna');
  for (let index = 0; index < 5; index++) expect(await test.staff.prove(token, '000000')).toBeUndefined();
  expect(await test.staff.prove(token, test.freshCode('anna'))).toBeUndefined();
  expect(test.audit.at(-1)).toMatchObject({ action: 'staff.locked', subject: 'proof:p(anna)' });
});

it('ends by signing out, alone or everywhere, and by disabling the account', async () => {
  const test = createTestStaff();
  const { token } = await test.join('anna');
  const tokens = [token];
  for (let index = 0; index < 3; index++) {
    const outcome = await test.signIn('anna');
    if (outcome.status === 'signedIn') tokens.push(outcome.token);
  }
  const open = async () => {
    const found = await Promise.all(tokens.map((one) => test.staff.sessions.find(one, true)));
    return found.map((session) => session !== undefined);
  };
  expect(await open()).toEqual([true, true, true, true]);
  await test.staff.sessions.end(tokens[1]!);
  expect(await open()).toEqual([true, false, true, true]);
  await test.staff.endAll('anna');
  expect(await open()).toEqual([false, false, false, false]);
  const outcome = await test.signIn('anna');
  const last = outcome.status === 'signedIn' ? outcome.token : '';
  await test.staff.administration.setActive('anna', false, 'root');
  expect(await test.staff.sessions.find(last, true)).toBeUndefined();
  await test.staff.administration.setActive('anna', true, 'root');
  expect(await test.staff.sessions.find(last, true)).toBeUndefined();
});

it('that was ended while a request of it ran stays ended', async () => {
  const { join, staff, passes } = createTestStaff();
  const { token } = await join('anna');
  passes(MINUTE_MS);
  await Promise.all([staff.sessions.find(token, true), staff.sessions.end(token), staff.sessions.find(token, true)]);
  expect(await staff.sessions.find(token, true)).toBeUndefined();
});

it('knows at once what roles somebody has now', async () => {
  const { join, staff } = createTestStaff();
  const { token } = await join('anna');
  await staff.administration.change('anna', { roles: ['auditor'], markets: ['HK', 'MY'] }, 'root');
  expect((await staff.sessions.find(token, true))?.principal).toMatchObject({
    roles: ['auditor'],
    markets: ['HK', 'MY'],
  });
});

it.each(['', 'x', 'a'.repeat(43), '../../staff/anna'])('finds none for the token %j', async (token) => {
  const { join, staff } = createTestStaff();
  await join('anna');
  expect(await staff.sessions.find(token, true)).toBeUndefined();
});
