import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import restify from 'restify';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { createTokens } from '../../../adapters/channels/webchat/tokens';
import { createGroupCommit } from '../../../store/sqlite/groupCommit';
import { WEBHOOK_PATH, WEBHOOK_TOKEN, WEBHOOK_URL } from '../webhooks';
import { report } from './report';

/**
 * What no product on restify with durable answers can beat: the same token check, one 4 KB document of the
 * conversation written with its neighbours in one synced commit, and the same small answer. No conversation at all. For
 * a messenger's webhooks the official check of the signature, the form, and the same document.
 */
function main(): void {
  const tokens = createTokens({
    keys: [{ id: '1', secret: randomBytes(32).toString('hex') }],
    issuer: 'limit',
    clock: Date.now,
  });
  const keep = openDocuments();
  const server = restify.createServer({ name: '' });
  server.post('/token', (_request, response, next) => {
    const conversationId = randomBytes(16).toString('base64url');
    void tokens.issue({ conversationId, userId: 'dl_bench', market: 'SG' }).then(({ token }) => {
      response.json(200, { token });
      next();
    });
  });
  server.post('/messages', (request, response, next) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once(
      'end',
      () =>
        void answer(request.headers.authorization ?? '', chunks).then((body) => {
          response.json(body === undefined ? 401 : 200, body ?? {});
          next();
        }),
    );
  });
  server.post(WEBHOOK_PATH, (request, response, next) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once(
      'end',
      () =>
        void webhook(String(request.headers['x-twilio-signature']), chunks).then((isTaken) => {
          response.writeHead(isTaken ? 200 : 403, { 'Content-Type': 'text/xml', 'Content-Length': EMPTY.length });
          response.end(EMPTY);
          next();
        }),
    );
  });
  const webhook = async (signature: string, chunks: readonly Buffer[]) => {
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
    if (!validateRequest(WEBHOOK_TOKEN, signature, WEBHOOK_URL + WEBHOOK_PATH, form)) return false;
    await keep(form.From ?? '');
    return true;
  };
  const answer = async (authorization: string, chunks: readonly Buffer[]) => {
    const claims = await tokens.verify(authorization.slice('Bearer '.length));
    if (typeof claims === 'string') return undefined;
    const { id } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { readonly id: number };
    await keep(claims.conversationId);
    return { id: `${claims.conversationId}|${id}` };
  };
  server.listen(0, '127.0.0.1', () => report((server.address() as AddressInfo).port));
  process.once('SIGTERM', () => process.exit(0));
}

const EMPTY = '<Response/>';

function openDocuments(): (id: string) => Promise<unknown> {
  const db = new Database(join(process.env.DATA_DIR ?? '.', 'limit.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE document (id TEXT PRIMARY KEY, body TEXT NOT NULL)');
  const write = db.prepare('INSERT INTO document VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body');
  const body = JSON.stringify({ text: 'x'.repeat(4_096) });
  const run = (sql: string) => {
    const statement = db.prepare(sql);
    return () => statement.run() !== undefined;
  };
  const group = createGroupCommit({
    transaction: {
      begin: run('BEGIN IMMEDIATE'),
      commit: run('COMMIT'),
      rollback: run('ROLLBACK'),
      isOpen: () => true,
    },
    windowMs: 0,
    restMs: 0,
    onCommitted: () => undefined,
    onFault: (fault) => {
      throw fault;
    },
  });
  return (id) => group.submit(() => write.run(id, body));
}

main();
