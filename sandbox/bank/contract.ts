import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type ErrorObject } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/** Name of a schema under `components.schemas` of the contract. */
export type SchemaName =
  | 'ApacCreateRequest'
  | 'ApacLeadCaptureProfile'
  | 'ApacCreateResponse'
  | 'ApacApplicationStatusResponse'
  | 'ApacApplicationStageResponse'
  | 'ProspectAddRequest'
  | 'ProspectAddResponse'
  | 'EmeaCreateRequest'
  | 'EmeaCreateResponse'
  | 'ProductCatalogueResponse'
  | 'CatalogueProduct'
  | 'ReferenceDataResponse'
  | 'TokenRequest'
  | 'TokenResponse'
  | 'OAuthError'
  | 'ErrorResponse'
  | 'GatewayError';

export interface Misfit {
  /** As the bank names it: `applicant.phone[0].phoneNumber`. */
  readonly location: string;
  readonly details: string;
}

interface Document {
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
}

/**
 * The bank's published contract as validators. Request bodies are closed on top of it: a key the contract does not have
 * is a misspelling, and the real bank would drop it without a word.
 */
export function openContract() {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats(ajv);
  ajv.addSchema(closeRequests(parse(readFileSync(contractFile(), 'utf8'))), 'bank');
  // Compiled now, so that the first customer does not wait for it.
  for (const name of COMPILED_AHEAD) ajv.getSchema(`bank#/components/schemas/${name}`);
  return {
    misfit(schema: SchemaName, value: unknown): Misfit | undefined {
      const validate = ajv.getSchema(`bank#/components/schemas/${schema}`);
      if (!validate) throw new MissingSchema(`${schema} is not in the contract. Check its spelling there.`);
      if (validate(value)) return undefined;
      return misfitOf(validate.errors?.[0]);
    },
  };
}

const COMPILED_AHEAD: readonly SchemaName[] = [
  'ApacLeadCaptureProfile',
  'ApacCreateRequest',
  'ProspectAddRequest',
  'EmeaCreateRequest',
  'TokenRequest',
];

export type Contract = ReturnType<typeof openContract>;

class MissingSchema extends Error {
  override readonly name = 'MissingSchema';
  readonly code = 'CONTRACT_SCHEMA_MISSING';
}

/** Beside this file from source; under the project folder when the code runs bundled. */
function contractFile(): string {
  const beside = join(__dirname, 'contract', 'openapi.yaml');
  return existsSync(beside) ? beside : join(process.cwd(), 'sandbox', 'bank', 'contract', 'openapi.yaml');
}

function closeRequests(document: Document): Document {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
    const isRequestPart = /^(ApacCreate|Prospect|Emea)(?!.*Response$)/.test(name);
    return [name, isRequestPart && schema.properties ? { ...schema, additionalProperties: false } : schema];
  });
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}

function misfitOf(error: ErrorObject | undefined): Misfit {
  const parts = (error?.instancePath ?? '').split('/').slice(1);
  const missing: unknown = error?.params.missingProperty ?? error?.params.additionalProperty;
  if (typeof missing === 'string') parts.push(missing);
  const location = parts.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`)).join('');
  return { location: location.replace(/^\./, ''), details: `Missing or invalid parameters: ${error?.message ?? ''}` };
}
