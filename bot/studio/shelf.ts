import type { FlowLibraryBody, FlowVersionBody, RecordDocument } from '../../store/documents';
import type { Publishing } from '../../store/store';

/** The thread in which all is kept that is decided about flows, each decision with its line of the audit. */
export const FLOWS_THREAD = 'operators:flows';

/** What is published and who begins where, as it is now. */
export async function readLibrary(store: Pick<Publishing, 'record'>): Promise<FlowLibraryBody> {
  // What a release kept that knew less has less in it.
  return { ...NOTHING_PUBLISHED, ...(await store.record('flowLibrary', FLOWS_THREAD, LIBRARY))?.body };
}

export async function readVersion(
  store: Pick<Publishing, 'record'>,
  version: number,
): Promise<FlowVersionBody | undefined> {
  return (await store.record('flowVersion', FLOWS_THREAD, versionId(version)))?.body;
}

export function libraryRecord(body: FlowLibraryBody, at: number): RecordDocument {
  return { id: LIBRARY, conversationId: FLOWS_THREAD, at, kind: 'flowLibrary', body };
}

export function versionRecord(version: number, body: FlowVersionBody, at: number): RecordDocument {
  return { id: versionId(version), conversationId: FLOWS_THREAD, at, kind: 'flowVersion', body };
}

const LIBRARY = 'library';
const versionId = (version: number) => `version:${version}`;

const NOTHING_PUBLISHED: FlowLibraryBody = { versions: [], pointers: {}, approvals: [], moves: [], legal: [] };
