import { type Edge, MarkerType, type Node } from '@xyflow/react';
import type { StudioWorld } from '../../../../bot/studio/contract';
import type { FunnelStep } from '../../../../bot/studio/funnel/contract';
import type { StepId, StepKind } from '../../../../machines/flow';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import type { Locale, Market } from '../../../../machines/market';
import { spokenFigures } from '../figures/stepFigures';
import { type MarketState, marketState, marketsWithOwn, stepFor } from '../state/marketView';
import { textKeyOf } from '../state/stepText';
import { dirOf, findText } from '../state/wording';
import { texts } from '../texts';
import type { SectionName, Way } from './graph';
import { type Layout, NODE, type SectionBox } from './layout';

/** What one step's card shows. Small and flat, so that it is easy to see whether it changed. */
export interface StepCard extends Record<string, unknown> {
  readonly id: StepId;
  readonly kind: StepKind;
  readonly text?: string;
  readonly lang: Locale;
  readonly dir: 'ltr' | 'rtl';
  readonly isStart: boolean;
  readonly state: MarketState['is'] | 'all';
  /** In words: what the market has of its own, or which markets differ. */
  readonly standing: string;
  readonly sideWays: string;
  readonly issues: number;
  readonly change?: 'added' | 'changed';
  /** Of its customers, while they are shown. */
  readonly figures?: FunnelStep;
}

export interface SectionCard extends Record<string, unknown> {
  readonly name: SectionName;
  readonly part?: string;
  readonly count: number;
  readonly isFolded: boolean;
}

export type StepNode = Node<StepCard, 'step'>;
export type SectionNode = Node<SectionCard, 'section'>;

export interface Looked {
  readonly content: FlowContent;
  readonly world: StudioWorld;
  readonly market: Market | undefined;
  readonly locale: Locale;
  readonly issues: ReadonlyMap<StepId, number>;
  readonly changes: ReadonlyMap<StepId, 'added' | 'changed'>;
  /** How far customers get, while that is shown. */
  readonly figures?: ReadonlyMap<StepId, FunnelStep>;
}

/** What a step shows on its card, on the canvas and in the list alike. */
export function cardOf(id: StepId, looked: Looked, ways: readonly Way[]): StepCard | undefined {
  const { content, world, market, locale } = looked;
  const step = stepFor(content.flow, id, market);
  if (step === undefined) return undefined;
  const found = findText(content, world, locale, textKeyOf(step));
  const state = market === undefined ? undefined : marketState(content.flow, id, market);
  const change = looked.changes.get(id);
  const figures = looked.figures?.get(id);
  return {
    id,
    kind: step.kind,
    ...(found && { text: found.text }),
    lang: found?.locale ?? locale,
    dir: dirOf(world, found?.locale ?? locale),
    isStart: content.flow.initial === id,
    state: state?.is ?? 'all',
    standing: standingOf(content, id, market, state),
    sideWays: ways
      .filter((way) => way.from === id && !way.isMain)
      .map(({ label, to }) => `${label ?? ''} → ${to}`)
      .join(' · '),
    issues: looked.issues.get(id) ?? 0,
    ...(change && { change }),
    ...(figures && { figures }),
  };
}

function standingOf(
  { flow }: FlowContent,
  id: StepId,
  market: Market | undefined,
  state: MarketState | undefined,
): string {
  if (market !== undefined && state !== undefined) {
    if (state.is === 'lacking') return texts.market.lacking(market);
    return state.is === 'own' ? `${texts.market.own(market)}: ${state.properties.join(', ')}` : '';
  }
  const { only, except } = flow.steps[id] ?? {};
  const own = marketsWithOwn(flow, id);
  return [
    only && texts.market.only(only.join(' ')),
    except && texts.market.except(except.join(' ')),
    own.length > 0 && texts.market.differs(own.join(' ')),
  ]
    .filter((one) => typeof one === 'string')
    .join(' · ');
}

export function stepNode(card: StepCard, layout: Layout, selected: boolean): StepNode | undefined {
  const box = layout.steps.get(card.id);
  if (box === undefined) return undefined;
  return {
    id: card.id,
    type: 'step',
    position: { x: box.x, y: box.y },
    width: NODE.width,
    height: NODE.height,
    data: card,
    selected,
    ariaLabel: spokenCard(card),
    zIndex: 2,
  };
}

/** The card in words, for who hears it. */
export function spokenCard({ id, kind, text, standing, issues, isStart, sideWays, figures }: StepCard): string {
  return [
    `${texts.kinds[kind]}, ${id}`,
    isStart ? texts.steps.start : '',
    text ?? texts.panel.noText,
    standing,
    sideWays,
    issues > 0 ? texts.steps.issues(issues) : '',
    figures === undefined ? '' : spokenFigures(figures),
  ]
    .filter((words) => words !== '')
    .join('. ');
}

export function sectionNode(section: SectionBox): SectionNode {
  const { id, name, part, steps, isFolded, x, y, width, height } = section;
  return {
    id: `section ${id}`,
    type: 'section',
    position: { x, y },
    width,
    height,
    data: { name, count: steps.length, isFolded, ...(part && { part: part.join('/') }) },
    selectable: false,
    focusable: false,
    draggable: false,
    zIndex: 0,
  };
}

/** The ways that are drawn: those most take, and of the others those of the step that is looked at, or all. */
export function drawnWays(ways: readonly Way[], layout: Layout, step: StepId | undefined, isAll: boolean): Edge[] {
  return ways
    .filter(({ isMain, from, to }) => isMain || isAll || from === step || to === step)
    .flatMap((way) => {
      const edge = edgeOf(way, layout, way.from === step || way.to === step);
      return edge === undefined ? [] : [edge];
    });
}

function edgeOf({ id, from, to, label, isMain, exit }: Way, layout: Layout, isNear: boolean): Edge | undefined {
  const [one, other] = [placeOf(from, layout), placeOf(to, layout)];
  if (one === undefined || other === undefined || one.node === other.node) return undefined;
  const isDown = one.section === other.section && other.y > one.y;
  return {
    id,
    source: one.node,
    target: other.node,
    sourceHandle: isDown ? 'bottom' : 'right',
    targetHandle: isDown ? 'top' : 'left',
    type: 'smoothstep',
    focusable: false,
    markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--control-line)' },
    className: [isMain ? 'main' : 'side', exit, isNear ? 'near' : ''].join(' '),
    zIndex: isNear ? 3 : 1,
    ...(label && exit !== 'granted' && { label, labelShowBg: true, labelBgPadding: [6, 3] as [number, number] }),
  };
}

function placeOf(id: StepId, { steps, sectionOf }: Layout) {
  const section = sectionOf.get(id);
  if (section === undefined) return undefined;
  const y = steps.get(id)?.y ?? section.y;
  return { node: section.isFolded ? `section ${section.id}` : id, section: section.id, y };
}
