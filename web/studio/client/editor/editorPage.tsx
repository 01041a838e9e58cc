import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo } from 'react';
import type { StepId } from '../../../../machines/flow';
import { changesBetween } from '../../../../machines/flowEdit/changes';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import { useStore } from '../../../desk/client/state/store';
import { Starting } from '../app';
import type { Looked } from '../canvas/drawing';
import { askDraft, askVersion, useWorld } from '../server/queries';
import { useAddress } from '../state/address';
import { countByStep, useCheckAsYouType, useIssues } from '../state/checking';
import { closeDraft, contentOf, editing, isUnsaved, openDraft, useEditing } from '../state/editing';
import { counting, useFigures } from '../state/figures';
import { isDesigner, useSelf } from '../state/self';
import { localesFor } from '../state/wording';
import { texts } from '../texts';
import { CheckBar } from './checkBar';
import { ClashDialog } from './clashDialog';
import { FlowView } from './flowView';
import { Toolbar } from './toolbar';

const WordsView = lazy(() => import('../words/wordsView'));
const FileView = lazy(() => import('../file/fileView'));
const ChangesView = lazy(() => import('../review/changesView'));
const PublishView = lazy(() => import('../review/publishView'));
const SimulatorView = lazy(() => import('../simulator/simulatorView'));

/** One draft: loaded, opened, and shown in one of its views. */
export default function EditorPage({ id }: { readonly id: string }) {
  const { data: world } = useWorld();
  const { data, isError, refetch } = useQuery({
    queryKey: ['opening', id],
    queryFn: async () => {
      const draft = await askDraft(id);
      return { draft, base: contentOf(await askVersion(draft.base)) };
    },
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const now = useStore(editing);
  useEffect(() => {
    if (data !== undefined && world !== undefined) openDraft(data.draft, data.base, world);
  }, [data, world]);
  useEffect(() => closeDraft, []);
  useLeaveWarning();
  if (isError) {
    return (
      <main id="main" className="hollow">
        <p>{texts.failed}</p>
        <Button variant="default" onClick={() => void refetch()}>
          {texts.retry}
        </Button>
      </main>
    );
  }
  return now?.row.id === id ? <Editor /> : <Starting />;
}

function Editor() {
  const { view } = useAddress();
  const { history } = useEditing();
  const isReadOnly = !isDesigner(useSelf());
  useCheckAsYouType(history.content);
  const looked = useLooked(history.content);
  // What is drawn of two hundred steps follows a little behind what is typed.
  const drawn = useLooked(useDeferredValue(history.content));
  return (
    <div className="editor">
      <Toolbar isReadOnly={isReadOnly} locale={looked.locale} />
      <main id="main" className="editor-main" tabIndex={-1}>
        <Suspense fallback={<Starting />}>
          {view === 'flow' && <FlowView looked={looked} drawn={drawn} isReadOnly={isReadOnly} />}
          {view === 'words' && <WordsView looked={drawn} isReadOnly={isReadOnly} />}
          {view === 'file' && <FileView isReadOnly={isReadOnly} />}
          {view === 'changes' && <ChangesView looked={looked} />}
          {view === 'publish' && <PublishView isReadOnly={isReadOnly} />}
          {view === 'simulator' && <SimulatorView looked={looked} isReadOnly={isReadOnly} />}
        </Suspense>
      </main>
      <CheckBar />
      <ClashDialog />
    </div>
  );
}

/** What is looked at: the draft, by the market and language that were chosen. */
function useLooked(content: FlowContent): Looked {
  const { market, locale: wanted } = useAddress();
  const { world, base } = useEditing();
  const issues = useIssues(market);
  const locales = localesFor(world, market);
  const locale = locales.find((one) => one === wanted) ?? locales[0] ?? 'en';
  const counts = useMemo(() => countByStep(issues), [issues]);
  const changes = useMemo(() => changedSteps(base, content), [base, content]);
  const figures = useStepFigures();
  return useMemo(
    () => ({ content, world, market, locale, issues: counts, changes, ...(figures && { figures }) }),
    [content, world, market, locale, counts, changes, figures],
  );
}

/** How far customers get at each step, while that is shown. */
function useStepFigures(): Looked['figures'] {
  const { isShown } = useStore(counting);
  const { data } = useFigures(isShown);
  return useMemo(
    () => (isShown && data !== undefined ? new Map(data.steps.map((one) => [one.step, one])) : undefined),
    [isShown, data],
  );
}

function changedSteps(base: FlowContent, content: FlowContent): ReadonlyMap<StepId, 'added' | 'changed'> {
  const changed = new Map<StepId, 'added' | 'changed'>();
  for (const { part, before } of changesBetween(base, content)) {
    if (part.of === 'step') changed.set(part.id, before === undefined ? 'added' : 'changed');
    if (part.of === 'override' && !changed.has(part.id)) changed.set(part.id, 'changed');
  }
  return changed;
}

/** A browser asks before it closes a page on which something is not saved. */
function useLeaveWarning(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      const now = editing.get();
      if (now !== undefined && isUnsaved(now)) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);
}
