import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly properties: Readonly<object> } }>>;
  };
}

/** Twilio's published contract of one host: what it does not know is refused here, where the real one passes over it. */
export function openFlexContract(file: string) {
  const { paths } = read(file);
  const known = Object.entries(paths).map(([path, operations]) => [patternOf(path), operations] as const);
  return {
    /** What is wrong with a call; undefined: nothing. */
    misfit(method: 'get' | 'post', path: string, names: Iterable<string>): string | undefined {
      const operation = known.find(([pattern]) => pattern.test(path))?.[1][method];
      if (operation === undefined) return `${method} ${path} is not in ${file}`;
      const allowed = namesOf(operation);
      const stray = [...names].find((name) => !allowed.has(name));
      return stray === undefined ? undefined : `${method} ${path} does not know ${stray}`;
    },
  };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}

function namesOf(operation: Operation): ReadonlySet<string> {
  const query = operation.parameters?.filter((parameter) => parameter.in === 'query').map(({ name }) => name) ?? [];
  const form = operation.requestBody?.content['application/x-www-form-urlencoded']?.schema.properties;
  return new Set([...query, ...Object.keys(form ?? {})]);
}

/** Beside this file from source; under the project folder when the code runs bundled. */
function read(name: string): { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> } {
  const beside = join(__dirname, 'contract', name);
  return JSON.parse(
    readFileSync(existsSync(beside) ? beside : join(process.cwd(), 'sandbox', 'flex', 'contract', name), 'utf8'),
  );
}
