import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody who may decide on cases. The name goes into the audit; the token proves it. */
export interface Operator {
  readonly name: string;
  readonly token: string;
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/i;
const SHORTEST_TOKEN = 32;

/**
 * Reads `name:token` pairs and notes what is wrong with them. Two people with one name or one token could confirm their
 * own proposals, so neither is allowed.
 */
export function readOperators(pairs: readonly string[], problems: string[]): readonly Operator[] {
  const operators = pairs.flatMap((pair) => {
    const at = pair.indexOf(':');
    const [name, token] = [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)];
    if (NAME.test(name) && token.length >= SHORTEST_TOKEN) return [{ name: name.toLowerCase(), token }];
    problems.push(`OPERATOR_TOKENS: every entry is name:token, the token of at least ${SHORTEST_TOKEN} characters`);
    return [];
  });
  for (const part of ['name', 'token'] as const) {
    const distinct = new Set(operators.map((operator) => operator[part]));
    if (distinct.size < operators.length) problems.push(`OPERATOR_TOKENS: every operator needs a ${part} of their own`);
  }
  return operators;
}

/** Tells by the `Authorization` header who asks. The time it takes says nothing about any token. */
export function createOperatorCheck(
  operators: readonly Operator[],
): (authorization: string | string[] | undefined) => string | undefined {
  const known = operators.map(({ name, token }) => ({ name, hash: hashOf(token) }));
  return (authorization) => {
    if (typeof authorization !== 'string' || !authorization.startsWith(BEARER)) return undefined;
    const given = hashOf(authorization.slice(BEARER.length));
    return known.filter(({ hash }) => timingSafeEqual(hash, given))[0]?.name;
  };
}

const BEARER = 'Bearer ';

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
