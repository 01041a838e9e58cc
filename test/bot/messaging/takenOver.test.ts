import { type PenEvent, passPen } from '../../../machines/handoff';
import type { ConversationDocument } from '../../../store/documents';
import { createWorld, type World } from './replying/world';

/** As an agent's desk would: the pen passes in one commit, on the version that was read. */
function passing(event: PenEvent) {
  return (before: ConversationDocument) => ({
    conversation: { ...before, version: before.version + 1, ...passPen(before, event) },
  });
}

describe('replies of the bot and an agent who takes over', () => {
  let world: World;
  beforeEach(() => {
    world = createWorld();
  });
  afterEach(() => world.end());

  it('are sent while the customer only waits for a person', async () => {
    await world.says('c1', ['Here is your offer.'], { epoch: 1 });
    await world.changes('c1', passing({ type: 'handoff.requested', queue: 'general' }));
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual(['Here is your offer.']);
  });

  it('are never sent once an agent has taken over, not even after the hand-back', async () => {
    await world.says('c1', ['Which card?'], { epoch: 1 });
    await world.changes('c1', passing({ type: 'agent.claimed', agent: 'ann' }));
    world.start();
    await world.quiet();
    await world.says('c1', ['Are you over 18?'], { epoch: 1 });
    await world.changes('c1', passing({ type: 'agent.released', agent: 'ann' }));
    await world.says('c1', ['Where were we?'], { epoch: 3 });
    await world.quiet();
    expect(world.bodies()).toEqual(['Where were we?']);
    expect(await world.statuses('c1')).toBe('dead dead done');
    expect(world.problems().map(({ problem }) => problem)).toEqual(['takenOver', 'takenOver']);
  });

  it('that failed before the takeover are not tried again after it', async () => {
    world.provider.behaves = () => 'isBusy';
    await world.says('c1', ['Which card?'], { epoch: 1 });
    world.start();
    await world.quiet(500);
    await world.changes('c1', passing({ type: 'agent.claimed', agent: 'ann' }));
    world.provider.behaves = () => 'takes';
    await world.quiet();
    expect(world.bodies()).toEqual([]);
    expect(await world.statuses('c1')).toBe('dead');
  });

  it('of an earlier release, which carry no epoch, are sent as ever', async () => {
    await world.says('c1', ['Hello.']);
    await world.changes('c1', passing({ type: 'agent.claimed', agent: 'ann' }));
    world.start();
    await world.quiet();
    expect(world.bodies()).toEqual(['Hello.']);
  });
});
