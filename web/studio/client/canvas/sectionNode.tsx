import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { toggleFolded } from '../state/folded';
import { texts } from '../texts';
import type { SectionNode as Shown } from './drawing';

/** The frame around a part of the conversation; folded, it stands for its steps. */
export const SectionNode = memo(function SectionNode({ data }: NodeProps<Shown>) {
  const { name, part, count, isFolded } = data;
  const title = texts.sections[name];
  return (
    <div className={`section${isFolded ? ' folded' : ''}`}>
      <Handle type="target" id="left" position={Position.Left} isConnectable={false} />
      <button
        type="button"
        className="section-head nodrag nopan"
        aria-expanded={!isFolded}
        aria-label={isFolded ? texts.canvas.unfold(title) : texts.canvas.fold(title)}
        onClick={() => toggleFolded(name)}
      >
        <span className="section-name">{title}</span>
        {part !== undefined && <span className="muted">{part}</span>}
        <span className="muted">{texts.canvas.folded(count)}</span>
      </button>
      <Handle type="source" id="right" position={Position.Right} isConnectable={false} />
    </div>
  );
});
