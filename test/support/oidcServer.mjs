// A real OpenID provider on loopback, as a process of its own: it says on which port it will be, is told where it may
// send browsers back to, and then serves. Whoever signs in is who they say they are.
import { createServer } from 'node:http';

// What it says against being used like this is known.
console.warn = () => undefined;
console.info = () => undefined;
const { default: Provider } = await import('oidc-provider');

const PEOPLE = {
  anna: { preferred_username: 'Anna.Lee', given_name: 'Anna', groups: ['desk-agents', 'desk-sg', 'unknown'] },
  renamed: { preferred_username: 'anna.lee', given_name: 'Eve', groups: ['desk-agents', 'desk-sg'] },
  guest: { preferred_username: 'guest', given_name: 'Gus', groups: [] },
};

let provider;
const people = structuredClone(PEOPLE);
const server = createServer((request, response) => provider.callback()(request, response));
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

process.on('message', ({ redirectUri, change }) => {
  if (change) Object.assign(people[change.id], change.claims);
  if (redirectUri) provider = createProvider(redirectUri);
  process.send({ ready: true });
});

function createProvider(redirectUri) {
  const made = new Provider(`http://127.0.0.1:${server.address().port}`, {
    clients: [
      {
        client_id: 'desk',
        client_secret: 'a secret of the desk only',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    // Like the providers of banks: what was asked for is in the ID token.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['preferred_username', 'given_name', 'groups'], email: [] },
    cookies: { keys: ['of the test'] },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  });
  made.on('server_error', (_, cause) => console.error(cause));
  return made;
}
