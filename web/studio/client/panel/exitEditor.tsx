import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import type { Next } from '../../../../machines/flow';
import type { Exit } from '../../../../machines/flowEdit/references';
import { FIELD_IDS } from '../../../../machines/lead';
import { Icon } from '../../../desk/client/shared/icon';
import { texts } from '../texts';
import { Row } from './row';
import type { StepEditor } from './stepEditor';

type Branch = Exclude<Next, string>[number];

/** Where a step leads: to one step, or by an earlier answer to one of several. */
export function ExitEditor(props: { readonly editor: StepEditor; readonly exit: Exit; readonly next: Next }) {
  const { editor, exit, next } = props;
  const canBranch = exit === 'next' || exit === 'granted' || exit === 'declined';
  const set = (value: Next) => editor.set(exit, value, `${editor.id} ${exit}`);
  return (
    <Row editor={editor} property={exit}>
      {typeof next === 'string' ? (
        <StepSelect editor={editor} label={texts.exits[exit]} value={next} onStep={set} />
      ) : (
        <Branches editor={editor} label={texts.exits[exit]} branches={next} onBranches={set} />
      )}
      {canBranch && !editor.isReadOnly && (
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => set(turned(next))}>
          {typeof next === 'string' ? texts.panel.branches : texts.panel.single}
        </Button>
      )}
    </Row>
  );
}

/** One way made cases of, or cases made one way. */
function turned(next: Next): Next {
  if (typeof next !== 'string') return next.at(-1)?.to ?? '';
  return [{ when: { field: 'employmentStatus', is: 'yes' }, to: next }, { to: next }];
}

export function StepSelect(props: {
  readonly editor: Pick<StepEditor, 'flow'>;
  readonly label: string;
  readonly value: string;
  readonly onStep: (id: string) => void;
}) {
  const { editor, label, value, onStep } = props;
  const ids = Object.keys(editor.flow.steps);
  return (
    <Select
      label={label}
      searchable
      // A step that is gone is shown as what was written, for the check to say what is wrong with it.
      data={ids.includes(value) ? ids : [value, ...ids]}
      value={value}
      allowDeselect={false}
      nothingFoundMessage={texts.toolbar.nothingFound}
      onChange={(id) => id !== null && onStep(id)}
    />
  );
}

function Branches(props: {
  readonly editor: StepEditor;
  readonly label: string;
  readonly branches: readonly Branch[];
  readonly onBranches: (next: Next) => void;
}) {
  const { editor, label, branches, onBranches } = props;
  const change = (at: number, branch: Branch) => onBranches(branches.with(at, branch));
  const add = () => {
    const to = branches.at(-1)?.to ?? editor.id;
    onBranches([{ when: { field: 'employmentStatus', is: 'yes' }, to }, ...branches]);
  };
  return (
    <fieldset className="branches">
      <legend>{label}</legend>
      {branches.map((branch, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cases are tried in order and have no other name than their place
        <div key={at} className="branch">
          {branch.when === undefined ? null : (
            <div className="branch-when">
              <Select
                label={texts.panel.when}
                searchable
                data={[...FIELD_IDS]}
                value={branch.when.field}
                allowDeselect={false}
                onChange={(field) => {
                  const known = FIELD_IDS.find((one) => one === field);
                  if (known !== undefined && branch.when)
                    change(at, { ...branch, when: { ...branch.when, field: known } });
                }}
              />
              <TextInput
                label={texts.panel.is}
                value={branch.when.is}
                onChange={({ currentTarget }) => {
                  const { value } = currentTarget;
                  if (branch.when) change(at, { ...branch, when: { ...branch.when, is: value } });
                }}
              />
              <ActionIcon
                aria-label={texts.panel.removeBranch}
                onClick={() => onBranches(branches.filter((_, other) => other !== at) as Next)}
              >
                <Icon name="trash" />
              </ActionIcon>
            </div>
          )}
          <StepSelect
            editor={editor}
            label={branch.when === undefined ? texts.panel.otherwise : texts.panel.to}
            value={branch.to}
            onStep={(to) => change(at, { ...branch, to })}
          />
        </div>
      ))}
      {!editor.isReadOnly && (
        <Button size="compact-xs" variant="default" onClick={add}>
          {texts.panel.addBranch}
        </Button>
      )}
    </fieldset>
  );
}
