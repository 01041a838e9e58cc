import { FlowFault } from '../faults';
import { type Flow, Step } from '../flow';
import { MARKETS } from '../market';
import { parseFlow } from '../upgrade';

/** More than the longest flow that anybody could read; what is larger is no flow. */
export const MOST_FILE_BYTES = 1_000_000;
const DEEPEST = 24;

/** What the schema fills in where a step says nothing; a file does not repeat it. */
const DEFAULTS: Readonly<Record<string, unknown>> = { optional: false, attempts: 3, rules: [] };

/**
 * A flow as its file: the one spelling that ships, so that a version control system shows what changed and no more. The
 * same flow gives the same bytes.
 */
export function toFlowFile(flow: Flow): string {
  const { schemaVersion, id, version, title, markets, initial, interrupts, steps, overrides, texts, moved } = flow;
  const ids = Object.keys(steps);
  const file = {
    ...{ schemaVersion, id, version, title, markets, initial, interrupts },
    steps: Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, bare(step)])),
    ...filled({
      overrides: arranged(overrides, MARKETS, (own) =>
        arranged(own ?? {}, ids, (values) => arranged(values, PROPERTIES)),
      ),
      texts: arranged(texts, [], (own) => arranged(own)),
      moved: arranged(moved),
    }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The properties of every kind of step, in the order of the schema. */
const PROPERTIES = [...new Set(Step.options.flatMap(({ shape }) => Object.keys(shape)))];

/** Members in the given order, whatever is not in it behind that by name. */
function arranged<T>(
  record: Readonly<Record<string, T>>,
  order: readonly string[] = [],
  map: (value: T) => unknown = (value) => value,
): object {
  const others = Object.keys(record).filter((name) => !order.includes(name));
  const names = [...order.filter((name) => Object.hasOwn(record, name)), ...others.sort()];
  return Object.fromEntries(names.map((name) => [name, map(record[name] as T)]));
}

/** Reads a file somebody chose. What is too large or too deep is refused before it is looked at closer. */
export function readFlowFile(text: string): Flow {
  if (text.length > MOST_FILE_BYTES) throw refused('The file is larger than a flow can be. Choose another.');
  return parseFlow(parsedJson(text));
}

/** Any JSON that somebody brings from outside: bounded in depth, so that whoever walks it comes to an end. */
export function parsedJson(text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refused(`This is not JSON: ${cause instanceof Error ? cause.message : 'it cannot be read'}`);
  }
  if (isDeeper(json, DEEPEST)) throw refused('The file is nested deeper than any flow. Choose another.');
  return json;
}

function refused(message: string): FlowFault {
  return new FlowFault('flow.notAFlow', message);
}

function bare(step: Step): object {
  const entries = Object.entries(step).filter(([name, value]) => {
    const usual = Object.hasOwn(DEFAULTS, name) ? DEFAULTS[name] : undefined;
    return value !== undefined && (usual === undefined || JSON.stringify(value) !== JSON.stringify(usual));
  });
  return Object.fromEntries(entries);
}

function filled(records: Readonly<Record<string, object>>): object {
  return Object.fromEntries(Object.entries(records).filter(([, record]) => Object.keys(record).length > 0));
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((member) => isDeeper(member, most - 1));
}
