/** What a form of ours holds by the names of its fields; a field that is missing is empty. Undefined: it is none of ours. */
export function formBody<K extends string>(body: Buffer, names: readonly K[]): Readonly<Record<K, string>> | undefined {
  const given = new URLSearchParams(body.toString('utf8'));
  const isOurs = [...given.keys()].every((name) => names.some((known) => known === name));
  const isOnce = new Set(given.keys()).size === [...given.keys()].length;
  const isShort = [...given.values()].every((value) => value.length <= LONGEST_VALUE);
  if (!isOurs || !isOnce || !isShort) return undefined;
  return Object.fromEntries(names.map((name) => [name, given.get(name) ?? ''])) as Record<K, string>;
}

const LONGEST_VALUE = 256;
