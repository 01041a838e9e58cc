import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import type { StepKind } from '../../../../machines/flow';
import { Icon, type IconName } from '../../../desk/client/shared/icon';
import { StepFigures } from '../figures/stepFigures';
import { texts } from '../texts';
import type { StepNode as Shown, StepCard } from './drawing';

export const KIND_ICONS: Readonly<Record<StepKind, IconName>> = {
  say: 'chat',
  ask: 'help',
  consent: 'shield',
  review: 'list',
  callout: 'send',
  handoff: 'person',
  end: 'check',
};

/** One step: what it does, what it says, and how the market has it. */
export const StepNode = memo(function StepNode({ data, selected }: NodeProps<Shown>) {
  return (
    <div
      className={`step-card ${data.kind} ${data.state}${selected ? ' chosen' : ''}${data.change ? ` ${data.change}` : ''}`}
    >
      <Handle type="target" id="top" position={Position.Top} isConnectable={false} />
      <Handle type="target" id="left" position={Position.Left} />
      <CardInside card={data} />
      <Handle type="source" id="bottom" position={Position.Bottom} />
      <Handle type="source" id="right" position={Position.Right} />
    </div>
  );
});

/** The same on the canvas and in the list. */
export function CardInside({ card }: { readonly card: StepCard }) {
  const { id, kind, text, lang, dir, isStart, standing, sideWays, issues, change, figures } = card;
  return (
    <>
      <span className="card-head">
        <span className={`kind ${kind}`}>
          <Icon name={KIND_ICONS[kind]} />
        </span>
        <span className="card-id">{id}</span>
        {isStart && <span className="chip start">{texts.steps.start}</span>}
        {change !== undefined && <span className={`chip ${change}`}>{texts.changes[change]}</span>}
        {issues > 0 && <span className="chip wrong">{issues}</span>}
      </span>
      <span className={`card-text${text === undefined ? ' none' : ''}`} lang={lang} dir={dir}>
        {text ?? texts.panel.noText}
      </span>
      {figures === undefined ? (
        <span className="card-foot">
          {standing !== '' && <span className="standing">{standing}</span>}
          {sideWays !== '' && <span className="side-ways">{sideWays}</span>}
        </span>
      ) : (
        <StepFigures figures={figures} />
      )}
    </>
  );
}
