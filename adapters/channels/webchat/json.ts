import { Refusal } from './refusal';

const MAX_DEPTH = 16;
const MAX_KEYS = 500;

export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON object of bounded depth and size, or the refusal. An empty body is an empty object. */
export function parseJsonObject(body: Buffer): JsonObject | Refusal {
  if (body.length === 0) return {};
  const value = parse(body);
  if (!isJsonObject(value)) return new Refusal(400, 'BadArgument', 'The body must be one JSON object.');
  if (!isBounded(value)) {
    return new Refusal(
      400,
      'BadArgument',
      `The JSON may be nested ${MAX_DEPTH} deep and hold ${MAX_KEYS} keys and items.`,
    );
  }
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isBounded(root: object): boolean {
  let keys = 0;
  const walk = (value: unknown, depth: number): boolean => {
    if (typeof value !== 'object' || value === null) return true;
    if (depth > MAX_DEPTH) return false;
    const children = Object.values(value);
    keys += children.length;
    return keys <= MAX_KEYS && children.every((child) => walk(child, depth + 1));
  };
  return walk(root, 1);
}
