import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { DeskConversation, LeadField } from '../../../../bot/desk/contract';
import { act, refusalWords } from '../server/act';
import { handleOf } from '../state/me';
import { hideRevealed, revealKey } from '../state/revealed';
import { texts } from '../texts';

/** Enters one fact for the customer. The bot's own rules judge it; what they say stands beside what was typed. */
export function FieldEditor(props: {
  readonly field: LeadField;
  readonly conversation: DeskConversation;
  readonly onDone: () => void;
}) {
  const { field, conversation, onDone } = props;
  // What is masked is not shown to be corrected: it is entered anew.
  const [value, setValue] = useState(field.masked || field.input === 'choice' ? '' : (field.value ?? ''));
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);

  const fill = async (given: string | null) => {
    setBusy(true);
    setFault(undefined);
    const result = await act(handleOf(conversation), { kind: 'fill', field: field.field, value: given });
    setBusy(false);
    if (result.status === 'done') {
      hideRevealed(revealKey(conversation.row.conversationId, { field: field.field }));
      onDone();
    } else setFault(result.status === 'unreached' ? texts.unreached : refusalWords(result));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() !== '') void fill(value.trim());
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    onDone();
  };
  return (
    <form className="field-editor" onSubmit={submit} onKeyDown={leave}>
      <Input field={field} value={value} fault={fault} onValue={setValue} />
      <div className="actions">
        <Button type="submit" size="compact-sm" loading={busy} disabled={value.trim() === ''}>
          {texts.actions.save}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {texts.actions.cancel}
        </Button>
        {field.value !== undefined && (
          <Button size="compact-sm" variant="subtle" onClick={() => void fill(null)}>
            {texts.lead.clear}
          </Button>
        )}
      </div>
    </form>
  );
}

function Input(props: {
  readonly field: LeadField;
  readonly value: string;
  readonly fault: string | undefined;
  readonly onValue: (value: string) => void;
}) {
  const { field, value, fault, onValue } = props;
  const shared = { label: field.label, error: fault, description: field.rule, 'data-autofocus': true, autoFocus: true };
  if (field.input === 'choice') {
    return (
      <Select
        {...shared}
        searchable
        placeholder={texts.lead.search}
        nothingFoundMessage={texts.lead.nothingFound}
        limit={60}
        data={(field.choices ?? []).map((choice) => ({ value: choice.code, label: choiceWords(choice) }))}
        value={value === '' ? null : value}
        onChange={(code) => onValue(code ?? '')}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      type={field.input}
      dir="auto"
      autoComplete="off"
      placeholder={field.masked && field.value !== undefined ? texts.lead.newValue : undefined}
      value={value}
      onChange={({ currentTarget }) => onValue(currentTarget.value)}
    />
  );
}

/** In English for the agent, and as the customer would read it, so that either finds it. */
function choiceWords({ label, spoken }: NonNullable<LeadField['choices']>[number]): string {
  return spoken === undefined || spoken === label ? label : `${label} · ${spoken}`;
}
