import { createHash } from 'node:crypto';

/** What happened, line by line, in words that are the same whenever the same story is told again. */
export interface History {
  note(at: number, what: string, ...details: readonly unknown[]): void;
  /** Names that are drawn by true chance, such as ids and references, go by a number. */
  names(name: string): string;
  hash(): string;
  readonly lines: readonly string[];
}

export function createHistory(): History {
  const lines: string[] = [];
  const names = new Map<string, string>();
  const plain = (text: string) => [...names].reduce((said, [name, number]) => said.replaceAll(name, number), text);
  return {
    lines,
    names: (name) => {
      if (!names.has(name)) names.set(name, `#${names.size + 1}`);
      return names.get(name) ?? name;
    },
    note: (at, what, ...details) => void lines.push(plain(`${at} ${what} ${details.map(String).join(' ')}`)),
    hash: () => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16),
  };
}
