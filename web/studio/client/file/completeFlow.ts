import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { z } from 'zod';
import { Flow } from '../../../../machines/flow';

/** A part of the flow's JSON Schema; only what completion asks of it. */
interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

let made: Schema | undefined;

/** Made when it is first asked for. */
function schema(): Schema {
  made ??= z.toJSONSchema(Flow, { io: 'input' }) as Schema;
  return made;
}

/** Offers what the schema allows where the cursor stands: names of members, names of steps, and values of a list. */
export function completeFlow(context: CompletionContext): CompletionResult | null {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  const isName = node.name === 'PropertyName';
  const isText = node.name === 'String';
  if (!isName && !isText) return null;
  const path = pathTo(context, node);
  const schemas = path.reduce<readonly Schema[]>((all, name) => all.flatMap((one) => within(one, name)), [schema()]);
  const options = isName
    ? schemas.flatMap((one) => namesOf(one))
    : [...schemas.flatMap(valuesOf), ...(STEP_NAMES.has(path.at(-1) ?? '') ? stepsIn(context) : [])];
  if (options.length === 0) return null;
  return {
    from: node.from + 1,
    to: node.to - 1,
    options: [...new Set(options)].map((label) => ({ label, type: isName ? 'property' : 'enum' })),
    validFor: /^[\w.-]*$/,
  };
}

const STEP_NAMES = new Set(['next', 'to', 'granted', 'declined', 'exhausted', 'failed', 'initial', 'stop', 'agent']);

type Node = ReturnType<ReturnType<typeof syntaxTree>['resolveInner']>;

/** The names of members from the outside in to where the cursor stands; a place in a list has the name `*`. */
function pathTo(context: CompletionContext, node: Node): readonly string[] {
  const names: string[] = [];
  for (let at: Node | null = node.name === 'PropertyName' ? (node.parent?.parent ?? null) : node; at; at = at.parent) {
    if (at.name === 'Property') {
      const name = at.getChild('PropertyName');
      if (name) names.unshift(context.state.sliceDoc(name.from + 1, name.to - 1));
    } else if (at.name === 'Array') names.unshift('*');
  }
  return names;
}

function within(one: Schema, name: string): readonly Schema[] {
  return alternatives(one).flatMap(({ properties, additionalProperties, items }) => {
    const own = properties?.[name];
    if (own !== undefined) return [own];
    if (name === '*') return items === undefined ? [] : [items];
    return typeof additionalProperties === 'object' ? [additionalProperties] : [];
  });
}

function namesOf(one: Schema): readonly string[] {
  return alternatives(one).flatMap(({ properties = {} }) => Object.keys(properties));
}

function valuesOf(one: Schema): readonly string[] {
  const values = alternatives(one).flatMap(({ enum: listed = [], const: only }) => [...listed, only]);
  return values.filter((value) => typeof value === 'string');
}

function alternatives(one: Schema): readonly Schema[] {
  const more = one.anyOf ?? one.oneOf;
  return more === undefined ? [one] : more.flatMap(alternatives);
}

/** The steps of the file as it is being written. */
function stepsIn({ state }: CompletionContext): readonly string[] {
  try {
    return Object.keys((JSON.parse(state.doc.toString()) as { readonly steps?: object }).steps ?? {});
  } catch {
    return [];
  }
}
