import { z } from 'zod';
import { FlowFault } from './faults';
import { Flow } from './flow';

/** The format `flow.ts` describes. */
export const SCHEMA_VERSION = 1;
const MAX_STEPS = 400;

type Json = Readonly<Record<string, unknown>>;

/** Format version → how a file of it becomes the next one. A published file is never rewritten; it is upgraded on loading. */
const UPGRADES: Readonly<Record<number, (file: Json) => Json>> = {};

/** The door for every flow file, shipped, drafted or stored: what passes it has the current format. */
export function parseFlow(json: unknown): Flow {
  const parsed = Flow.safeParse(toCurrent(asObject(json)));
  if (!parsed.success) {
    throw new FlowFault(
      'flow.notAFlow',
      `This is not a flow file. Correct these places:\n${z.prettifyError(parsed.error)}`,
      {
        cause: parsed.error,
      },
    );
  }
  const count = Object.keys(parsed.data.steps).length;
  if (count <= MAX_STEPS) return parsed.data;
  throw new FlowFault('flow.notAFlow', `The flow has ${count} steps. Split it so that each has at most ${MAX_STEPS}.`);
}

/**
 * One spelling per value: keys in code-unit order, no spaces, `undefined` left out. Two flows with the same meaning hash
 * the same however their files are laid out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

function asObject(json: unknown): Json {
  const parsed = z.record(z.string(), z.unknown()).safeParse(json);
  if (parsed.success) return parsed.data;
  throw new FlowFault('flow.notAFlow', 'A flow file holds one JSON object. Send the whole file.');
}

function toCurrent(file: Json): Json {
  let current = file;
  while (current.schemaVersion !== SCHEMA_VERSION) {
    const { schemaVersion } = current;
    const upgrade = typeof schemaVersion === 'number' ? UPGRADES[schemaVersion] : undefined;
    if (upgrade === undefined) {
      throw new FlowFault(
        'flow.schemaVersion',
        `This file has schemaVersion ${JSON.stringify(schemaVersion)}; version ${SCHEMA_VERSION} is known. Use a release that knows it.`,
      );
    }
    current = upgrade(current);
  }
  return current;
}
