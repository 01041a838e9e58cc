import dagre from '@dagrejs/dagre';
import type { StepId } from '../../../../machines/flow';
import { SECTIONS, type SectionName, type Way } from './graph';

export const NODE = { width: 264, height: 112 } as const;
const GAP = { inColumn: 28, beside: 24, between: 88 } as const;
const FRAME = { side: 18, top: 46, bottom: 18 } as const;
/** A longer section goes on in the next column. */
const MOST_IN_COLUMN = 9;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface SectionBox extends Box {
  readonly id: string;
  readonly name: SectionName;
  /** Of several columns, which; nothing where there is one. */
  readonly part?: readonly [number, number];
  readonly steps: readonly StepId[];
  readonly isFolded: boolean;
}

export interface Layout {
  readonly steps: ReadonlyMap<StepId, Box>;
  readonly sections: readonly SectionBox[];
  /** The section whose frame holds a step. */
  readonly sectionOf: ReadonlyMap<StepId, SectionBox>;
}

/** Sections side by side, and in each its steps from top to bottom. The same flow is always drawn alike. */
export function layoutOf(
  sections: ReadonlyMap<StepId, SectionName>,
  ways: readonly Way[],
  folded: ReadonlySet<SectionName>,
): Layout {
  const steps = new Map<StepId, Box>();
  const boxes: SectionBox[] = [];
  let x = 0;
  for (const column of columnsOf(sections, folded)) {
    const placed = column.isFolded ? FOLDED : placedIn(column.steps, ways);
    const width = placed.width + 2 * FRAME.side;
    const height = FRAME.top + placed.height + (column.isFolded ? 0 : FRAME.bottom);
    boxes.push({ ...column, x, y: 0, width, height });
    for (const [id, box] of placed.boxes) steps.set(id, { ...box, x: box.x + x + FRAME.side, y: box.y + FRAME.top });
    x += width + GAP.between;
  }
  const sectionOf = new Map(boxes.flatMap((box) => box.steps.map((id) => [id, box] as const)));
  return { steps, sections: boxes, sectionOf };
}

const FOLDED = { width: NODE.width, height: 0, boxes: new Map<StepId, Box>() };

type Column = Omit<SectionBox, keyof Box>;

function columnsOf(sections: ReadonlyMap<StepId, SectionName>, folded: ReadonlySet<SectionName>): readonly Column[] {
  return SECTIONS.flatMap((name) => {
    const ids = [...sections].filter(([, section]) => section === name).map(([id]) => id);
    const isFolded = folded.has(name);
    const columns = isFolded ? [ids] : inColumns(ids);
    return columns
      .filter((steps) => steps.length > 0)
      .map((steps, at) => ({
        ...{ id: `${name} ${at}`, name, steps, isFolded },
        ...(columns.length > 1 && { part: [at + 1, columns.length] as const }),
      }));
  });
}

/** Columns as even as they can be. */
function inColumns(ids: readonly StepId[]): readonly (readonly StepId[])[] {
  const count = Math.max(1, Math.ceil(ids.length / MOST_IN_COLUMN));
  const size = Math.ceil(ids.length / count);
  return Array.from({ length: count }, (_, at) => ids.slice(at * size, (at + 1) * size));
}

function placedIn(ids: readonly StepId[], ways: readonly Way[]) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', ranksep: GAP.inColumn, nodesep: GAP.beside });
  graph.setDefaultEdgeLabel(() => ({}));
  const own = new Set(ids);
  for (const id of ids) graph.setNode(id, { ...NODE });
  for (const { id, from, to } of ways) {
    // What leads back would turn the column around.
    if (own.has(from) && own.has(to) && ids.indexOf(from) < ids.indexOf(to)) graph.setEdge(from, to, {}, id);
  }
  for (const [at, id] of ids.entries()) {
    // Steps that nothing in the column joins stand below one another, too.
    const before = ids[at - 1];
    if (before !== undefined && (graph.inEdges(id) ?? []).length === 0) graph.setEdge(before, id, {}, `${id} below`);
  }
  dagre.layout(graph);
  const boxes = new Map<StepId, Box>();
  for (const id of ids) {
    const { x, y } = graph.node(id) as { x: number; y: number };
    boxes.set(id, { x: x - NODE.width / 2, y: y - NODE.height / 2, ...NODE });
  }
  const { width = NODE.width, height = NODE.height } = graph.graph() as { width?: number; height?: number };
  return { boxes, width, height };
}
