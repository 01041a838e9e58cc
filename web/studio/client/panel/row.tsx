import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { marketName } from '../../../desk/client/shared/names';
import { texts } from '../texts';
import type { StepEditor } from './stepEditor';

/** One property: its control, and whether the market has it as all have. */
export function Row(props: { readonly editor: StepEditor; readonly property: string; readonly children: ReactNode }) {
  const { editor, property, children } = props;
  const standing = editor.standing(property);
  return (
    <div className={`property${standing === 'own' ? ' own' : ''}`}>
      {children}
      {standing === 'inherits' && <p className="inherits">{texts.market.inherits}</p>}
      {standing === 'own' && editor.market !== undefined && (
        <p className="inherits own">
          {texts.market.own(marketName(editor.market))}
          {!editor.isReadOnly && (
            <Button size="compact-xs" variant="subtle" onClick={() => editor.inherit(property)}>
              {texts.market.reset}
            </Button>
          )}
        </p>
      )}
    </div>
  );
}
