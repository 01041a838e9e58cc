import type { ContainerDefinition, IndexingPolicy } from '@azure/cosmos';
import type { RecordKind } from '../documents';
import { StoreFault } from '../storeFault';
import type { CosmosSdk } from './client';
import { CONVERSATION } from './conversations';
import { UNIQUE } from './documents';
import type { CosmosWire } from './wire';

/** Grows with every change of what is stored; forward only. */
const SCHEMA = 3;
/** Bodies lay in the clear. */
const LAST_CLEAR = 1;
/** No conversation said whether somebody of the bank is needed. */
const LAST_UNJUDGED = 2;
/** The row that says how the containers are to be read. Written last, so that a half-made database is none. */
export const SCHEMA_ROW = 'schema';

interface SchemaRow {
  readonly id: typeof SCHEMA_ROW;
  readonly schema: number;
  /** The schema with which the database was made. */
  readonly madeWith?: number;
  /** Every conversation of an earlier release says whether somebody is needed. */
  readonly judged?: boolean;
}

/** By what the rows of one conversation are asked for in order. */
const IN_ORDER: readonly string[] = [
  ...['/last', '/work', '/taken'],
  ...(['consent', 'case', 'callBack', 'note', 'score', 'deadLetter', 'audit'] satisfies RecordKind[]).map(
    (kind) => `/record/${kind}`,
  ),
];

/** Only what is queried is indexed: an index costs with every write. Nothing expires by itself. */
const CONTAINERS: readonly (ContainerDefinition & { readonly id: string })[] = [
  {
    id: CONVERSATION,
    partitionKey: { paths: ['/conversationId'] },
    indexingPolicy: indexOf(
      ['/conversationId/?', '/ready/*', '/record/*', '/ring/?', '/attention/?', '/withBot/?'],
      IN_ORDER,
    ),
  },
  {
    id: UNIQUE,
    partitionKey: { paths: ['/id'] },
    indexingPolicy: indexOf(['/record/*', '/conversation/?', '/register/*', '/expiresAt/?'], []),
  },
];

/** What preparing found or did, for the person who ran it. */
export interface Prepared {
  readonly container: string;
  readonly outcome: 'created' | 'index changed' | 'unchanged';
}

/** Makes database and containers as they should be; run again, it changes nothing. */
export async function prepareContainers(sdk: CosmosSdk, wire: CosmosWire, name: string): Promise<readonly Prepared[]> {
  const { database } = await sdk.client.databases.createIfNotExists({ id: name });
  const prepared: Prepared[] = [];
  for (const definition of CONTAINERS) {
    const { container, resource, statusCode } = await database.containers.createIfNotExists(definition);
    const isNew = statusCode === 201;
    const isDifferent = !isNew && !isSameIndex(resource?.indexingPolicy, definition.indexingPolicy);
    if (isDifferent) await container.replace(definition);
    const outcome = isNew ? 'created' : isDifferent ? 'index changed' : 'unchanged';
    prepared.push({ container: definition.id, outcome });
  }
  await writeSchema(wire);
  await assertSchema(wire);
  return prepared;
}

/** Forward only. From then on processes of an earlier release are refused when they start. */
async function writeSchema(wire: CosmosWire): Promise<void> {
  const known = await wire.read<SchemaRow>(UNIQUE, SCHEMA_ROW, SCHEMA_ROW);
  const row: SchemaRow = { id: SCHEMA_ROW, schema: SCHEMA };
  if (known === undefined) await wire.write(UNIQUE, SCHEMA_ROW, [{ kind: 'create', row }]);
  if (known === undefined || known.row.schema >= SCHEMA) return;
  const madeWith = known.row.madeWith ?? known.row.schema;
  const raised: SchemaRow = { ...known.row, ...row, madeWith };
  await wire.write(UNIQUE, SCHEMA_ROW, [{ kind: 'replace', row: raised, etag: known.etag }]);
}

/** Refuses a database that was not prepared for this release, or by a newer one. */
export async function assertSchema(
  wire: CosmosWire,
): Promise<{ readonly mayHaveClearRows: boolean; readonly isJudged: boolean }> {
  const found = await wire.read<SchemaRow>(UNIQUE, SCHEMA_ROW, SCHEMA_ROW);
  if (found === undefined) throw new StoreFault('notPrepared');
  const { schema, madeWith = schema, judged = false } = found.row;
  if (schema > SCHEMA) throw new StoreFault('newerSchema', { detail: `schema ${schema}` });
  if (schema < SCHEMA) throw new StoreFault('notPrepared', { detail: `schema ${schema}` });
  return { mayHaveClearRows: madeWith <= LAST_CLEAR, isJudged: judged || madeWith > LAST_UNJUDGED };
}

/** Durably: no process has to look through the conversations of an earlier release any more. */
export async function markJudged(wire: CosmosWire): Promise<void> {
  await wire.write(UNIQUE, SCHEMA_ROW, [{ kind: 'set', id: SCHEMA_ROW, path: 'judged', value: true }]);
}

function indexOf(paths: readonly string[], inOrder: readonly string[]): IndexingPolicy {
  return {
    indexingMode: 'consistent',
    automatic: true,
    includedPaths: paths.map((path) => ({ path })),
    excludedPaths: [{ path: '/*' }],
    compositeIndexes: inOrder.map((path) => [
      { path: '/conversationId', order: 'ascending' },
      { path, order: 'ascending' },
    ]),
  };
}

/** The service adds rules of its own to the excluded paths, so only what is wanted is compared. */
function isSameIndex(found: IndexingPolicy | undefined, wanted: IndexingPolicy | undefined): boolean {
  const rules = ({ includedPaths = [], compositeIndexes = [] }: IndexingPolicy = {}) => [
    ...includedPaths.map(({ path }) => path).sort(),
    ...compositeIndexes.map((index) => index.map(({ path }) => path).join()).sort(),
  ];
  return JSON.stringify(rules(found)) === JSON.stringify(rules(wanted));
}
