import type { Resources } from '../../dialogs/texts';
import type { Words } from './contract';

/** The product's own texts by dotted key. Words that mean a command are not among them: they are lists. */
export function productWords(resources: Resources): Words {
  return Object.fromEntries(Object.entries(resources).map(([locale, tree]) => [locale, flattened(tree)]));
}

function flattened(tree: Resources[string], prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]) => {
      if (typeof value === 'string') return [[prefix + name, value]];
      return isTree(value) ? Object.entries(flattened(value, `${prefix}${name}.`)) : [];
    }),
  );
}

function isTree(value: Resources[string][string]): value is Resources[string] {
  return typeof value === 'object' && !Array.isArray(value);
}
