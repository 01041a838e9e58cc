import type { FlowFile } from '../../machines/flow';
import { MARKETS, type Market } from '../../machines/market';
import type { FlowLibraryBody, FlowPointer } from '../../store/documents';
import type { Publishing } from '../../store/store';
import type { FlowVersion, ShippedFlows } from '../flows';
import type { Content, Library, PointerRow, Version, VersionRow } from './contract';
import type { Find } from './rules';
import { readVersion } from './shelf';

/** What came with the product and what was published, seen together. */

/** Where new conversations of a market begin; undefined where no version serves it. */
export function pointerOf(
  library: Pick<FlowLibraryBody, 'pointers'>,
  shipped: ShippedFlows,
  market: Market,
): FlowPointer | undefined {
  return library.pointers[market] ?? shippedPointer(shipped, market);
}

function shippedPointer({ versions }: ShippedFlows, market: Market): FlowPointer | undefined {
  const serving = [...versions.values()].filter(({ flow }) => flow.markets.includes(market));
  const newest = serving.reduce<FlowVersion | undefined>(
    (best, one) => (best === undefined || one.flow.version > best.flow.version ? one : best),
    undefined,
  );
  return newest && { version: newest.flow.version, hash: newest.hash, setAt: 0, setBy: '' };
}

/** What may be pointed to. */
export function findIn({ versions }: Pick<FlowLibraryBody, 'versions'>, shipped: ShippedFlows): Find {
  return (version) => {
    const came = shipped.versions.get(version);
    if (came !== undefined) return { hash: came.hash, markets: came.flow.markets };
    const own = versions.find((one) => one.version === version);
    return own && { hash: own.hash, markets: own.approvals.map(({ market }) => market) };
  };
}

export function libraryView(library: FlowLibraryBody, shipped: ShippedFlows): Library {
  const pointers = MARKETS.flatMap((market) => pointerRow(library, shipped, market) ?? []);
  const serves = (version: number) =>
    pointers
      .filter((one) => one.version === version || one.challenger?.version === version)
      .map(({ market }) => market);
  const own = library.versions.map(
    (one): VersionRow => ({ ...one, flowId: shipped.id, from: 'studio', serves: serves(one.version) }),
  );
  const came = [...shipped.versions.values()].map((one) => shippedRow(one, serves(one.flow.version)));
  return { versions: [...came, ...own].sort((a, b) => b.version - a.version), pointers };
}

/** One version with all that is in it; undefined when there is none. */
export async function versionView(
  library: FlowLibraryBody,
  shipped: ShippedFlows,
  store: Pick<Publishing, 'record'>,
  version: number,
): Promise<Version | undefined> {
  const row = libraryView(library, shipped).versions.find((one) => one.version === version);
  const content = await contentOf(shipped, store, version);
  return row && content && { ...row, ...content };
}

export async function contentOf(
  shipped: ShippedFlows,
  store: Pick<Publishing, 'record'>,
  version: number,
): Promise<Content | undefined> {
  const came = shipped.versions.get(version);
  if (came !== undefined) return { flow: came.file, words: {} };
  const body = await readVersion(store, version);
  return body && { flow: body.flow as FlowFile, words: body.words };
}

function pointerRow(library: FlowLibraryBody, shipped: ShippedFlows, market: Market): PointerRow | undefined {
  const pointer = pointerOf(library, shipped, market);
  if (pointer === undefined) return undefined;
  const { hash: _hash, challenger, setAt, setBy, ...row } = pointer;
  const isDefault = library.pointers[market] === undefined;
  const drawn = challenger && { challenger: withoutHash(challenger) };
  return { market, isDefault, ...row, ...drawn, ...(!isDefault && { setAt, setBy }) };
}

function withoutHash({ hash: _hash, ...challenger }: NonNullable<FlowPointer['challenger']>) {
  return challenger;
}

function shippedRow({ flow, hash }: FlowVersion, serves: readonly Market[]): VersionRow {
  const { id: flowId, version, title, markets } = flow;
  return { flowId, version, title, hash, markets, from: 'product', serves };
}
