import { ActionIcon, Select, TextInput } from '@mantine/core';
import type { StepOf } from '../../../../machines/flow';
import { Icon } from '../../../desk/client/shared/icon';
import { texts } from '../texts';
import { Row } from './row';
import type { StepEditor } from './stepEditor';

type Rule = StepOf<'ask'>['rules'][number];

const FIRST: Readonly<Record<Rule['rule'], Rule>> = {
  minLength: { rule: 'minLength', value: 2 },
  maxLength: { rule: 'maxLength', value: 60 },
  oneOf: { rule: 'oneOf', values: ['yes'] },
};
const NAMES = Object.keys(FIRST) as Rule['rule'][];

/** What an answer must be beyond what its field asks: a designer can only make it stricter. */
export function RulesEditor({ editor, rules }: { readonly editor: StepEditor; readonly rules: readonly Rule[] }) {
  const set = (next: readonly Rule[]) => editor.set('rules', next, `${editor.id} rules`);
  if (editor.isReadOnly && rules.length === 0) return null;
  return (
    <Row editor={editor} property="rules">
      <p className="control-label">{texts.panel.rules}</p>
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no other name than their place
        <div key={at} className="option-code">
          <RuleInput rule={rule} onRule={(next) => set(rules.with(at, next))} />
          <ActionIcon aria-label={texts.panel.removeRule} onClick={() => set(rules.filter((_, other) => other !== at))}>
            <Icon name="trash" />
          </ActionIcon>
        </div>
      ))}
      {!editor.isReadOnly && (
        <Select
          aria-label={texts.panel.addRule}
          placeholder={texts.panel.addRule}
          data={NAMES.map((value) => ({ value, label: texts.panel.ruleNames[value] }))}
          value={null}
          onChange={(value) => {
            const name = NAMES.find((one) => one === value);
            if (name !== undefined) set([...rules, FIRST[name]]);
          }}
        />
      )}
    </Row>
  );
}

function RuleInput({ rule, onRule }: { readonly rule: Rule; readonly onRule: (rule: Rule) => void }) {
  if (rule.rule === 'oneOf') {
    return (
      <TextInput
        label={texts.panel.ruleNames.oneOf}
        description={texts.panel.codes}
        defaultValue={rule.values.join(', ')}
        onBlur={({ currentTarget }) => {
          const values = currentTarget.value
            .split(',')
            .map((one) => one.trim())
            .filter(Boolean);
          if (values.length > 0) onRule({ rule: 'oneOf', values });
        }}
      />
    );
  }
  return (
    <TextInput
      label={texts.panel.ruleNames[rule.rule]}
      inputMode="numeric"
      defaultValue={String(rule.value)}
      onBlur={({ currentTarget }) => onRule({ ...rule, value: Number(currentTarget.value) })}
    />
  );
}
