import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';
import pino, { type Logger } from 'pino';

const CONTRACT = join(__dirname, '../../../../../sandbox/twilio/contract');
const FILES = ['twilio_api_v2010.json', 'twilio_content_v1.json'].map((file) => join(CONTRACT, file));

/** Prism calls its logger by these names as well; its types do not know. */
const PRISM_LEVELS = { start: 11, note: 12, success: 13 };

/** Twilio's published schema as a server: whatever it does not allow is answered 4xx. */
export async function startPrism(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const operations = await Promise.all(FILES.map((file) => getHttpOperationsFromSpec(file)));
  const mock = { dynamic: false } as const;
  const server = createServer(operations.flat(), {
    components: { logger: pino({ level: 'silent', customLevels: PRISM_LEVELS }) as unknown as Logger },
    config: {
      mock,
      isProxy: false,
      checkSecurity: true,
      validateRequest: true,
      // The examples it answers with are not always valid themselves.
      validateResponse: false,
      errors: true,
      upstreamProxy: undefined,
    },
    cors: false,
  });
  return { url: await server.listen(0, '127.0.0.1'), stop: () => server.close() };
}

/** Names a form may have, which Prism does not look at. */
export function formFieldsOf(path: string): readonly string[] {
  const spec = JSON.parse(readFileSync(FILES[0] ?? '', 'utf8'));
  const form = spec.paths[path].post.requestBody.content['application/x-www-form-urlencoded'];
  return Object.keys(form.schema.properties);
}
