import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { type Part, partName } from '../../../../machines/flowEdit/parts';
import { Dialog } from '../../../desk/client/shared/dialog';
import { useStore } from '../../../desk/client/state/store';
import { ValueWords } from '../review/valueWords';
import { editing, settle } from '../state/editing';
import { texts } from '../texts';

/** Two designers changed the same: both are shown, and nothing is saved until somebody chose. */
export function ClashDialog() {
  const clash = useStore(editing)?.clash;
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set());
  if (clash === undefined) return null;
  const { theirs, merged } = clash;
  const choice = (part: Part) => (mine.has(partName(part)) ? 'mine' : 'theirs');
  const choose = (part: Part, side: string) => {
    const name = partName(part);
    setMine(new Set(side === 'mine' ? [...mine, name] : [...mine].filter((one) => one !== name)));
  };
  return (
    <Dialog title={texts.saving.clashHeading}>
      <div className="stack">
        <p>{texts.saving.clashExplain(theirs.savedBy)}</p>
        <ul className="stack clashes">
          {merged.conflicts.map((conflict) => (
            <li key={partName(conflict.part)} className="clash">
              <h3>{texts.parts.name(conflict.part)}</h3>
              <div className="sides">
                <div className={choice(conflict.part) === 'mine' ? 'chosen' : ''}>
                  <h4>{texts.saving.mine}</h4>
                  <ValueWords value={conflict.mine} against={conflict.theirs} />
                </div>
                <div className={choice(conflict.part) === 'theirs' ? 'chosen' : ''}>
                  <h4>{texts.saving.theirs(theirs.savedBy)}</h4>
                  <ValueWords value={conflict.theirs} against={conflict.mine} />
                </div>
              </div>
              <SegmentedControl
                size="xs"
                aria-label={texts.parts.name(conflict.part)}
                data={[
                  { value: 'mine', label: texts.saving.keepMine },
                  { value: 'theirs', label: texts.saving.keepTheirs },
                ]}
                value={choice(conflict.part)}
                onChange={(side) => choose(conflict.part, side)}
              />
            </li>
          ))}
        </ul>
        <Button onClick={() => settle(({ part }) => choice(part))}>{texts.saving.settle}</Button>
      </div>
    </Dialog>
  );
}
