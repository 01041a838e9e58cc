import type { Catalogue, Finding, Issue, MarketCatalogue } from './check/catalogue';
import { choiceFindings } from './check/choices';
import { graphOf, shapeFindings } from './check/graph';
import { knowledgeFindings, orderFindings } from './check/knowledge';
import { roomFindings } from './check/room';
import { wordingFindings } from './check/wording';
import type { Flow, ResolvedFlow } from './flow';
import { Market } from './market';
import { tryResolve } from './resolve';

export type { Catalogue, Issue, MarketCatalogue } from './check/catalogue';

/**
 * What must hold before a flow is published, proved for each of its markets. An empty answer means: every way ends, no
 * callout runs without the consents, fields and confirmation it needs, and everything that is said can be said.
 */
export function checkFlow(flow: Flow, catalogue: Catalogue): Issue[] {
  return [...flowFindings(flow), ...flow.markets.flatMap((market) => checkMarket(flow, market, catalogue))];
}

function checkMarket(flow: Flow, market: Market, catalogue: Catalogue): Issue[] {
  const world = catalogue.markets[market];
  const { resolved, problems } = tryResolve(flow, market);
  const findings =
    world === undefined
      ? [
          {
            step: undefined,
            code: 'marketUnknown',
            message: 'The product does not serve this market. Take it off the flow.',
          },
        ]
      : resolved === undefined
        ? problems
        : resolvedFindings(resolved, catalogue, world);
  return findings.map(({ step, code, message }) => ({ market, step, code, message }));
}

function resolvedFindings(flow: ResolvedFlow, catalogue: Catalogue, market: MarketCatalogue): Finding[] {
  const graph = graphOf(flow);
  return [
    ...shapeFindings(graph),
    ...knowledgeFindings(graph, market),
    ...orderFindings(graph),
    ...wordingFindings(flow, catalogue, market),
    ...choiceFindings(flow, catalogue, market),
    ...roomFindings(flow, catalogue, market),
  ];
}

function flowFindings(flow: Flow): Issue[] {
  const moved = Object.entries(flow.moved)
    .filter(([, to]) => !Object.hasOwn(flow.steps, to))
    .map(([from, to]) => ({
      step: to,
      code: 'movedNowhere',
      message: `'${from}' moved to '${to}', which is no step. Correct "moved".`,
    }));
  const idle = Market.options
    .filter((market) => flow.overrides[market] !== undefined && !flow.markets.includes(market))
    .map((market) => ({
      step: undefined,
      code: 'overrideUnused',
      message: `There are overrides for ${market}, which the flow does not serve. Remove them.`,
    }));
  return [...moved, ...idle].map((finding) => ({ market: undefined, ...finding }));
}
