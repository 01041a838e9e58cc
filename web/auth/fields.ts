import { escapeHtml } from '../chat/html';

/** One line that somebody fills in. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password';
  readonly autocomplete: string;
  readonly hint?: string;
  readonly value?: string;
  readonly fault?: string;
  readonly numeric?: true;
  readonly readonly?: true;
}

/** A field with its label, its hint and what is wrong with it, all of which a screen reader says with it. */
export function fieldHtml({
  name,
  label,
  type = 'text',
  autocomplete,
  hint,
  value = '',
  fault,
  ...more
}: Field): string {
  const described = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ');
  const attributes = [
    `id="${name}" name="${name}" type="${type}" required maxlength="200" autocomplete="${autocomplete}"`,
    'autocapitalize="none" spellcheck="false"',
    type === 'text' ? `value="${escapeHtml(value)}"` : '',
    described && `aria-describedby="${described}"`,
    fault ? 'aria-invalid="true"' : '',
    more.numeric ? 'inputmode="numeric"' : '',
    more.readonly ? 'readonly' : '',
  ];
  return `<div class="field">
<label for="${name}">${escapeHtml(label)}</label>
${hint ? `<p class="hint" id="${name}-hint">${escapeHtml(hint)}</p>` : ''}
<input ${attributes.filter(Boolean).join(' ')}>
${fault ? `<p class="fault" id="${name}-fault">${escapeHtml(fault)}</p>` : ''}
</div>`;
}

/** What went wrong with all of it, said at once. */
export function alertHtml(words: string | undefined): string {
  return words === undefined ? '' : `<p class="alert" role="alert">${escapeHtml(words)}</p>`;
}
