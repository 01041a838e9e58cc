import { ActionIcon, Tooltip } from '@mantine/core';
import { useState } from 'react';
import type { DeskConversation, LeadField } from '../../../../bot/desk/contract';
import { Icon, type IconName } from '../shared/icon';
import { RevealButton } from '../shared/revealButton';
import { Words } from '../shared/words';
import { holds, useSelf } from '../state/me';
import { revealKey, useRevealed } from '../state/revealed';
import { texts } from '../texts';
import { FieldEditor } from './fieldEditor';

/** Every fact the form asks for: how far it is, who gave it, and what is wrong with it. */
export function Fields({ conversation }: { readonly conversation: DeskConversation }) {
  const { fields } = conversation.lead;
  const needed = fields.filter(({ state }) => state !== 'skipped');
  const known = needed.filter(({ state }) => state !== 'empty' && state !== 'invalid');
  return (
    <section>
      <h3>
        {texts.lead.fields} <span className="muted">{texts.lead.progress(known.length, needed.length)}</span>
      </h3>
      <progress
        className="known"
        value={known.length}
        max={needed.length}
        aria-label={texts.lead.progress(known.length, needed.length)}
      />
      <ul className="plain">
        {fields.map((field) => (
          <Field key={field.field} field={field} conversation={conversation} />
        ))}
      </ul>
    </section>
  );
}

const ICONS: Readonly<Record<LeadField['state'], IconName>> = {
  empty: 'dots',
  invalid: 'alert',
  botHeard: 'bot',
  agentEntered: 'person',
  customerConfirmed: 'check',
  skipped: 'skip',
};

function Field({ field, conversation }: { readonly field: LeadField; readonly conversation: DeskConversation }) {
  const me = useSelf();
  const { conversationId } = conversation.row;
  const [isEdited, setEdited] = useState(false);
  const mayEdit = field.editable && holds(me, conversation.row);
  const isOpen = field.state === 'empty' || field.state === 'invalid';
  if (isEdited) {
    return (
      <li className="field edited">
        <FieldEditor field={field} conversation={conversation} onDone={() => setEdited(false)} />
      </li>
    );
  }
  return (
    <li className={`field ${field.state}${isOpen ? ' open' : ''}`}>
      <span className="field-state">
        <Icon name={ICONS[field.state]} label={texts.lead.states[field.state]} />
      </span>
      <div className="field-body">
        <p className="field-label">
          {field.label}
          {!field.required && <span className="muted"> · {texts.lead.optional}</span>}
        </p>
        <Value field={field} conversationId={conversationId} />
        {field.rule !== undefined && field.state === 'invalid' && <p className="rule">{field.rule}</p>}
      </div>
      <div className="field-actions">
        {field.masked && field.value !== undefined && (
          <RevealButton conversationId={conversationId} target={{ field: field.field }} label={field.label} />
        )}
        {mayEdit && (
          <Tooltip label={texts.lead.edit(field.label)}>
            <ActionIcon
              className="field-edit"
              size="sm"
              aria-label={texts.lead.edit(field.label)}
              onClick={() => setEdited(true)}
            >
              <Icon name="edit" />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </li>
  );
}

function Value({ field, conversationId }: { readonly field: LeadField; readonly conversationId: string }) {
  const revealed = useRevealed(revealKey(conversationId, { field: field.field }));
  const value = revealed?.value ?? field.value;
  return (
    <p className="field-value">
      {value !== undefined && <Words text={value} />}
      <span className="field-provenance">{provenance(field)}</span>
    </p>
  );
}

function provenance({ state, by, editable }: LeadField): string {
  if (state === 'empty') return editable ? texts.lead.states.empty : texts.lead.customerOnly;
  const words = texts.lead.states[state];
  return by !== undefined && state === 'invalid' ? `${words}, ${texts.lead.by[by]}` : words;
}
