import { pageOf } from '../../dialogs/choices';
import { matchRow, narrowRows } from '../../dialogs/matchRow';
import { MAX_ROWS, rowsOf } from '../../dialogs/rows';
import type { StepOf } from '../../machines/flow';
import { MARKETS, type Market } from '../../machines/market';
import { realViewAt } from '../support/realViews';

function lists(market: Market, locale: string) {
  const view = realViewAt(market, locale, 'summary');
  const steps = Object.values(view.flow.steps).filter(
    (step): step is StepOf<'ask'> => step.kind === 'ask' && step.choices?.from === 'list',
  );
  return { view, steps };
}

function found(market: Market, locale: string, field: string, text: string): string | undefined {
  const { view, steps } = lists(market, locale);
  const step = steps.find((one) => one.field === field);
  if (step === undefined) throw new Error(`${market} does not ask for ${field}.`);
  const match = matchRow(view, step, text);
  return match.kind === 'one' ? match.row.label : `${match.kind} of ${narrowRows(view, step, text).length}`;
}

describe('a long list', () => {
  it.each<[Market, string, string, string]>([
    ['VN', 'vi-VN', 'Sai Gon', 'TP. Hồ Chí Minh'],
    ['VN', 'en-VN', 'saigon', 'Ho Chi Minh City'],
    ['VN', 'vi-VN', 'binh dinh', 'Gia Lai'],
    ['TH', 'th-TH', 'Korat', 'นครราชสีมา'],
    ['TH', 'en-TH', 'กทม', 'Bangkok'],
    ['AE', 'ar-AE', 'dubay', 'دبي'],
    ['IN', 'en-IN', 'Bombay', 'Maharashtra'],
    ['IN', 'hi-IN', 'calcuta', 'पश्चिम बंगाल'],
    ['RU', 'ru-RU', 'Moskva', 'Центральный'],
    ['RU', 'ru-RU', 'sankt peterburg', 'Северо-Западный'],
  ])('finds in %s (%s) what "%s" is called today', (market, locale, text, label) => {
    expect(found(market, locale, 'division', text)).toBe(label);
  });

  it('shows no more than ten rows whose titles differ and fit, whatever is typed', () => {
    const faults = MARKETS.flatMap((market) =>
      realViewAt(market, 'en', 'summary').market.locales.flatMap(({ tag }) => {
        const { view, steps } = lists(market, tag);
        return steps.flatMap((step) => {
          const letters = [
            ...new Set(rowsOf(view, step).flatMap(({ label }) => [label.slice(0, 1), label.slice(0, 3)])),
          ];
          return ['', ...letters].flatMap((query) => {
            const { options } = pageOf(view, step, { query, page: 0 });
            const titles = options.map(({ label }) => label);
            const isGood =
              titles.length <= MAX_ROWS &&
              new Set(titles).size === titles.length &&
              titles.every((one) => one.length <= 24);
            return isGood ? [] : [`${market} ${tag} ${step.field} "${query}": ${titles.join(' | ')}`];
          });
        });
      }),
    );
    expect(faults).toEqual([]);
  });
});
