import { setTimeout as wait } from 'node:timers/promises';
import { client, closeAll, post, serveHttp } from './httpServers';

afterEach(closeAll);

describe('the circuit breaker', () => {
  const breaker = { failureRate: 0.5, minimumCalls: 20, windowMs: 30_000, halfOpenAfterMs: 100 };

  async function flaky() {
    const state = { status: 500, calls: 0 };
    const port = await serveHttp((request, response) => {
      state.calls += 1;
      request.resume();
      response.writeHead(state.status);
      response.end();
    });
    const http = client({ breaker });
    const call = async (status: number, times: number) => {
      state.status = status;
      let last = await post(http, port);
      for (let left = times - 1; left > 0; left -= 1) last = await post(http, port);
      return last;
    };
    return { state, call };
  }

  it('opens at half of twenty calls failing, sends nothing while open, and closes after one good probe', async () => {
    const { state, call } = await flaky();
    await call(200, 10);
    expect(await call(500, 10)).toMatchObject({ status: 500 });
    expect(await call(200, 5)).toEqual({ kind: 'notSent', reason: 'circuitOpen' });
    expect(state.calls).toBe(20);
    await wait(120);
    expect(await call(200, 1)).toMatchObject({ status: 200 });
    expect(await call(500, 19)).toMatchObject({ status: 500 });
  });

  it('opens again after a bad probe', async () => {
    const { state, call } = await flaky();
    await call(500, 20);
    await wait(120);
    expect(await call(500, 1)).toMatchObject({ status: 500 });
    expect(await call(200, 1)).toEqual({ kind: 'notSent', reason: 'circuitOpen' });
    expect(state.calls).toBe(21);
  });

  it('does not open for fewer calls, for refusals, or for another host', async () => {
    const { call } = await flaky();
    expect(await call(500, 19)).toMatchObject({ status: 500 });
    const other = await flaky();
    expect(await other.call(404, 40)).toMatchObject({ status: 404 });
    await other.call(500, 40);
    expect(await call(200, 1)).toMatchObject({ status: 200 });
  });
});
