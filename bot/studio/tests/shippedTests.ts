import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StudioFault } from '../studioFault';
import type { ConversationTest, KeptTest } from './contract';
import { TestShape } from './conversationTest';

/** The tests that ship with a flow version, as files of their own: `<flow>/<version>/<name>.json`. */
export function readShippedTests(directory: string, flowId: string, version: number): readonly KeptTest[] {
  const folder = join(directory, flowId, String(version));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ id: basename(name, '.json'), test: read(join(folder, name)) }));
}

function read(file: string): ConversationTest {
  const parsed = TestShape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new StudioFault(
    'SHIPPED_TEST_INVALID',
    `${file} is no conversation test: ${parsed.error.issues[0]?.message}. Record it anew or restore the file.`,
    { cause: parsed.error },
  );
}
