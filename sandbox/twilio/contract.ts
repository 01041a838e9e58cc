import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly properties: Readonly<object> } }>>;
  };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/**
 * Twilio's published contract: which names a request may use. The real Twilio passes over a misspelt form field without
 * a word; here it is refused, because nobody would notice otherwise.
 */
export function openContract() {
  const api = read('twilio_api_v2010.json');
  const content = read('twilio_content_v1.json');
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema(content, 'content');
  return {
    /** The first name that the operation does not know. */
    unknownName(path: string, method: 'get' | 'post', names: Iterable<string>): string | undefined {
      const known = namesOf((api.paths[path] ?? content.paths[path])?.[method]);
      return [...names].find((name) => !known.has(name));
    },
    /** What is wrong with a content that is to be created. */
    contentMisfit(value: unknown): string | undefined {
      const isFit = ajv.validate({ $ref: 'content#/components/schemas/ContentCreateRequest' }, value);
      return isFit ? undefined : ajv.errorsText(ajv.errors, { dataVar: 'content' });
    },
  };
}

export type Contract = ReturnType<typeof openContract>;

function namesOf(operation: Operation | undefined): ReadonlySet<string> {
  const query = operation?.parameters?.filter((parameter) => parameter.in === 'query').map(({ name }) => name) ?? [];
  const form = operation?.requestBody?.content['application/x-www-form-urlencoded']?.schema.properties;
  return new Set([...query, ...Object.keys(form ?? {})]);
}

/** Beside this file from source; under the project folder when the code runs bundled. */
function read(name: string): Document {
  const beside = join(__dirname, 'contract', name);
  const file = existsSync(beside) ? beside : join(process.cwd(), 'sandbox', 'twilio', 'contract', name);
  return JSON.parse(readFileSync(file, 'utf8'));
}
