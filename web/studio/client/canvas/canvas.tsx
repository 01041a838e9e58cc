import { ActionIcon, Switch, Tooltip } from '@mantine/core';
import {
  Background,
  type Connection,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { StepId } from '../../../../machines/flow';
import { exitsOf } from '../../../../machines/flowEdit/references';
import { Icon } from '../../../desk/client/shared/icon';
import { useStore } from '../../../desk/client/state/store';
import { FigureBar } from '../figures/figureBar';
import { addressNow, go, useAddress } from '../state/address';
import { doEdit, editing } from '../state/editing';
import { counting } from '../state/figures';
import { useFolded } from '../state/folded';
import { texts } from '../texts';
import { cardOf, drawnWays, type Looked, type StepNode as StepNodeShape, sectionNode, stepNode } from './drawing';
import { sectionsOf, waysOf } from './graph';
import { layoutOf, NODE } from './layout';
import { SectionNode } from './sectionNode';
import { StepNode } from './stepNode';

const MAP = { width: 168, height: 104 };
/** Where the drawing begins, in pixels from above. */
const UNDER_TOOLS = 72;
const UNDER_FIGURES = 120;
const NODE_TYPES = { step: StepNode, section: SectionNode };

/** The flow as a drawing that lays itself out. What can be done here can be done in the list, too. */
export default memo(function Canvas(props: { readonly looked: Looked; readonly isReadOnly: boolean }) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
});

function Drawing({ looked, isReadOnly }: { readonly looked: Looked; readonly isReadOnly: boolean }) {
  const { step } = useAddress();
  const [isAll, setAll] = useState(false);
  const { layout, ways } = useLayout(looked);
  const nodes = useNodes(looked, ways, layout, step);
  const edges = useMemo(() => drawnWays(ways, layout, step, isAll), [ways, layout, step, isAll]);
  const { isShown } = useStore(counting);
  const [wasShown] = useState(isShown);
  useFollow(step, layout);
  useRoom(isShown);
  return (
    <section className="canvas" aria-label={texts.canvas.label}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onNodesChange={choose}
        onConnect={connect}
        nodesDraggable={false}
        nodesConnectable={!isReadOnly}
        nodesFocusable
        edgesFocusable={false}
        deleteKeyCode={null}
        multiSelectionKeyCode={null}
        selectionKeyCode={null}
        onlyRenderVisibleElements
        minZoom={0.15}
        maxZoom={1.5}
        defaultViewport={{ x: 24, y: wasShown ? UNDER_FIGURES : UNDER_TOOLS, zoom: 0.8 }}
        panOnScroll
        zoomOnDoubleClick={false}
      >
        <Background gap={24} size={1} />
        <MiniMap pannable zoomable className="only-wide" ariaLabel={null} nodeStrokeWidth={0} style={MAP} />
      </ReactFlow>
      <FigureBar />
      <Tools isAll={isAll} onAll={setAll} />
    </section>
  );
}

/** Text does not move a step: the drawing is laid out anew only when steps or ways change. */
function useLayout({ content, market }: Looked) {
  const folded = useFolded();
  const { flow } = content;
  const ways = useMemo(() => waysOf(flow, market), [flow, market]);
  const shape = useMemo(() => {
    const sections = [...sectionsOf(flow)];
    return JSON.stringify({ sections, ways });
  }, [flow, ways]);
  return useMemo(() => {
    const known = JSON.parse(shape) as { sections: [StepId, never][]; ways: typeof ways };
    return { layout: layoutOf(new Map(known.sections), known.ways, folded), ways: known.ways };
  }, [shape, folded]);
}

/** A node whose card says the same is the same node, so that only what changed is drawn. */
function useNodes(
  looked: Looked,
  ways: ReturnType<typeof waysOf>,
  layout: ReturnType<typeof layoutOf>,
  chosen: StepId | undefined,
) {
  const kept = useRef(new Map<StepId, { readonly card: string; readonly node: StepNodeShape }>());
  const sections = useMemo(() => layout.sections.map(sectionNode), [layout]);
  const steps = useMemo(() => {
    const next: typeof kept.current = new Map();
    for (const id of layout.steps.keys()) {
      const card = cardOf(id, looked, ways);
      const node = card && stepNode(card, layout, id === chosen);
      if (node === undefined) continue;
      const spelled = JSON.stringify(node);
      const known = kept.current.get(id);
      next.set(id, known?.card === spelled ? known : { card: spelled, node });
    }
    kept.current = next;
    return [...next.values()].map(({ node }) => node);
  }, [looked, ways, layout, chosen]);
  return useMemo(() => [...sections, ...steps], [sections, steps]);
}

/** What is chosen elsewhere comes into view. */
function useFollow(step: StepId | undefined, layout: ReturnType<typeof layoutOf>): void {
  const { setCenter, getZoom, getViewport } = useReactFlow();
  const at = useRef(layout);
  at.current = layout;
  useEffect(() => {
    const box = step === undefined ? undefined : at.current.steps.get(step);
    const canvas = document.querySelector('.canvas');
    if (box === undefined || canvas === null) return;
    const { x, y, zoom } = getViewport();
    const [left, top] = [box.x * zoom + x, box.y * zoom + y];
    const isSeen =
      left >= 0 &&
      top >= 48 &&
      left + NODE.width * zoom <= canvas.clientWidth &&
      top + NODE.height * zoom <= canvas.clientHeight;
    if (!isSeen) void setCenter(box.x + NODE.width / 2, box.y + NODE.height / 2, { zoom: getZoom() });
  }, [step, setCenter, getZoom, getViewport]);
}

/** The bar above the drawing hides nothing of it: it goes down as the bar comes, and up again. */
function useRoom(isShown: boolean): void {
  const { getViewport, setViewport } = useReactFlow();
  const before = useRef(isShown);
  useEffect(() => {
    if (before.current === isShown) return;
    before.current = isShown;
    const { x, y, zoom } = getViewport();
    const down = UNDER_FIGURES - UNDER_TOOLS;
    void setViewport({ x, y: isShown ? y + down : y - down, zoom });
  }, [isShown, getViewport, setViewport]);
}

function choose(changes: readonly NodeChange[]): void {
  for (const change of changes) {
    if (change.type === 'select' && change.selected && change.id !== addressNow().step) {
      go({ step: change.id }, 'replace');
    }
  }
}

/** A line drawn from one step to another leads the one on to the other. */
function connect({ source, target }: Connection): void {
  const step = editing.get()?.history.content.flow.steps[source];
  const main = step && exitsOf(step)[0];
  if (main === undefined || source === target || typeof main[1] !== 'string') return;
  const { market } = addressNow();
  const set = { id: source, property: main[0], value: target };
  doEdit(market === undefined ? { kind: 'setProperty', ...set } : { kind: 'setOverride', market, ...set });
}

function Tools({ isAll, onAll }: { readonly isAll: boolean; readonly onAll: (all: boolean) => void }) {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const { isShown } = useStore(counting);
  const tools = [
    ['plus', texts.canvas.zoomIn, () => void zoomIn()],
    ['skip', texts.canvas.zoomOut, () => void zoomOut()],
    [
      'fit',
      texts.canvas.fit,
      () => void fitView({ padding: { x: 0.04, bottom: 0.04, top: `${isShown ? UNDER_FIGURES : UNDER_TOOLS}px` } }),
    ],
  ] as const;
  return (
    <div className="canvas-tools">
      <Switch
        size="xs"
        label={texts.canvas.figures}
        checked={isShown}
        onChange={({ currentTarget: { checked } }) => counting.change((now) => ({ ...now, isShown: checked }))}
      />
      <Switch
        size="xs"
        label={texts.canvas.allExits}
        checked={isAll}
        onChange={({ currentTarget }) => onAll(currentTarget.checked)}
      />
      {tools.map(([icon, label, run]) => (
        <Tooltip key={icon} label={label}>
          <ActionIcon aria-label={label} onClick={run}>
            <Icon name={icon} />
          </ActionIcon>
        </Tooltip>
      ))}
    </div>
  );
}
