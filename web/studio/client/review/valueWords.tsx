import { isSame } from '../../../../machines/flowEdit/changes';
import { Words } from '../../../desk/client/shared/words';
import { texts } from '../texts';

/** A value as lines of name and value; what differs from the other side stands out. */
export function ValueWords({ value, against }: { readonly value: unknown; readonly against: unknown }) {
  if (value === undefined) return <p className="muted">{texts.saving.gone}</p>;
  if (!isObject(value)) return <Words text={spelled(value)} />;
  const other = isObject(against) ? against : {};
  const names = [...new Set([...Object.keys(value), ...Object.keys(other)])];
  const lines = names.map((name) => [name, value[name], other[name]] as const);
  const shown = isObject(against) ? lines.filter(([, one, two]) => !isSame(one, two)) : lines;
  return (
    <dl className="value-words">
      {shown.map(([name, one]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{one === undefined ? '–' : <Words text={spelled(one)} />}</dd>
        </div>
      ))}
    </dl>
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function spelled(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  return JSON.stringify(value);
}
