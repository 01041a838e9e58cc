import type { HttpRequest, HttpResponse } from '../../../adapters/route';
import { createAdministrationSeal } from '../../../bot/staff/administrationSeal';
import { createAdministrationDoor, SEAL_HEADER } from '../../../web/auth/administrationDoor';
import { createTestStaff } from '../../support/testStaff';

const MINUTE_MS = 60_000;
const seal = createAdministrationSeal('the key of this server');
const grant = { roles: ['agent'], markets: ['SG'], languages: [] };

function doorOf() {
  const test = createTestStaff();
  const door = createAdministrationDoor({ administration: test.staff.administration, seal, clock: test.now });
  const send = async (body: string, given: string | undefined) => {
    const headers = { [SEAL_HEADER]: given };
    return (await door.handle({ body: Buffer.from(body), headers } as unknown as HttpRequest)) as HttpResponse;
  };
  const ask = (act: object) => {
    const body = JSON.stringify({ by: 'command:me', act });
    return send(body, seal.seal(body, test.now()));
  };
  return { ...test, send, ask };
}

it('does for a command what it could do with the store itself', async () => {
  const { ask, audit, staff } = doorOf();
  const invited = await ask({ kind: 'add', account: 'Anna.Lee', grant });
  const { token } = invited.body as { token: string };
  expect((await staff.invited(token))?.account).toBe('anna.lee');
  expect(audit).toMatchObject([{ operator: 'command:me', action: 'staff.invited', subject: 'anna.lee' }]);
  expect((await ask({ kind: 'list' })).body).toEqual({
    kind: 'list',
    accounts: [{ account: 'anna.lee', name: '', ...grant, status: 'invited', source: 'password' }],
  });
  expect((await ask({ kind: 'disable', account: 'ben' })).body).toMatchObject({ kind: 'refused' });
});

it('changes what an account may do, and says who did it', async () => {
  const { ask, join, audit, staff } = doorOf();
  await join('anna');
  expect((await ask({ kind: 'change', account: 'anna', grant: { roles: ['auditor'] } })).body).toEqual({
    kind: 'done',
  });
  expect((await staff.people())[0]).toMatchObject({ roles: ['auditor'], markets: ['SG'] });
  expect(audit.at(-1)).toMatchObject({
    operator: 'command:me',
    action: 'staff.changed',
    details: { roles: 'auditor' },
  });
});

it('opens to nobody who does not know the master key, for no other body, and for a minute only', async () => {
  const { send, now, passes, staff } = doorOf();
  const body = JSON.stringify({ by: 'me', act: { kind: 'add', account: 'eve', grant } });
  const sealed = seal.seal(body, now());
  const other = createAdministrationSeal('another key').seal(body, now());
  expect((await send(body, other)).status).toBe(401);
  expect((await send(body, undefined)).status).toBe(401);
  expect((await send(body, '')).status).toBe(401);
  expect((await send(body.replace('"eve"', '"adm"'), sealed)).status).toBe(401);
  passes(MINUTE_MS + 1);
  expect((await send(body, sealed)).status).toBe(401);
  expect((await send(body, seal.seal(body, now() + 2 * MINUTE_MS))).status).toBe(401);
  expect((await staff.administration.list()).invites).toEqual([]);
});

it('takes nothing it does not know', async () => {
  const { ask } = doorOf();
  expect((await ask({ kind: 'add', account: 'anna', grant: { ...grant, roles: ['boss'] } })).status).toBe(400);
  expect((await ask({ kind: 'add', account: 'anna', grant, status: 'active' })).status).toBe(400);
});
