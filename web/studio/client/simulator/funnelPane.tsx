import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Funnel, FunnelStep } from '../../../../bot/studio/funnel/contract';
import { ask } from '../../../desk/client/server/api';
import { languageName, marketName } from '../../../desk/client/shared/names';
import type { Looked } from '../canvas/drawing';
import { go, useAddress } from '../state/address';
import { useSelf } from '../state/self';
import { texts } from './texts';

/** How far the customers of a market get, question by question. */
export function FunnelPane({ looked }: { readonly looked: Looked }) {
  const address = useAddress();
  const { markets: own } = useSelf();
  const market = [address.market, ...looked.content.flow.markets].find((one) => one !== undefined && own.includes(one));
  const [version, setVersion] = useState('');
  const [locale, setLocale] = useState('');
  const query = new URLSearchParams({ market: market ?? '', ...(version && { version }), ...(locale && { locale }) });
  const { data, isError, isPending } = useQuery({
    queryKey: ['funnel', query.toString()],
    queryFn: () => ask<Funnel>(`funnel?${query}`),
    enabled: market !== undefined,
    staleTime: 60_000,
  });
  if (market === undefined) return <p className="hollow">{texts.funnel.none}</p>;
  return (
    <div className="sim-pane">
      <p className="muted">{texts.funnel.explain(marketName(market))}</p>
      <div className="sim-tools">
        <Select
          className="sim-count"
          aria-label={texts.funnel.version}
          data={[{ value: '', label: texts.funnel.allVersions }, ...numbered(data?.versions ?? [])]}
          value={version}
          allowDeselect={false}
          onChange={(value) => setVersion(value ?? '')}
        />
        <Select
          className="sim-count"
          aria-label={texts.funnel.locale}
          data={[
            { value: '', label: texts.funnel.allLocales },
            ...(data?.locales ?? []).map((one) => ({ value: one, label: languageName(one) })),
          ]}
          value={locale}
          allowDeselect={false}
          onChange={(value) => setLocale(value ?? '')}
        />
        <span className="muted" role="status">
          {isError
            ? texts.failed
            : isPending
              ? texts.playing
              : data && texts.funnel.summary(data.conversations, data.submitted)}
        </span>
      </div>
      {data?.steps.length === 0 && <p className="hollow">{texts.funnel.none}</p>}
      {data !== undefined && data.steps.length > 0 && <Steps steps={data.steps} />}
    </div>
  );
}

function numbered(versions: readonly number[]) {
  return versions.map((one) => ({ value: String(one), label: texts.funnel.versionOf(one) }));
}

function Steps({ steps }: { readonly steps: readonly FunnelStep[] }) {
  const words = texts.funnel;
  const most = Math.max(...steps.map(({ entered }) => entered));
  const heads = [words.entered, words.answered, words.again, words.left, words.handedOff, words.time];
  return (
    <table className="sim-differences sim-funnel">
      <thead>
        <tr>
          <th scope="col">{words.question}</th>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.map(({ step, entered, answered, askedAgain, left, handedOff, medianMs }) => (
          <tr key={step}>
            <th scope="row">
              <button type="button" className="link" onClick={() => go({ view: 'flow', step })}>
                {step}
              </button>
            </th>
            <td>
              <meter min={0} max={most} value={entered} aria-label={`${words.entered}: ${entered}`} /> {entered}
            </td>
            <td>{words.share(answered, entered)}</td>
            <td>
              {Object.entries(askedAgain)
                .map(([key, count]) => `${key.replace('error.', '')} ${count}`)
                .join('\n')}
            </td>
            <td>{left}</td>
            <td>{handedOff}</td>
            <td>{medianMs === undefined ? '' : words.seconds(medianMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
