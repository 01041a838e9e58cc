import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import type { Me } from '../../../../bot/desk/contract';
import { request } from '../server/api';
import { Dialog } from '../shared/dialog';
import { endProof, proof } from '../state/proof';
import { csrf } from '../state/session';
import { useStore } from '../state/store';
import { texts } from '../texts';
import { openSignIn } from './sessionDialog';

const LOOK_EVERY_MS = 2_000;

/**
 * Somebody shows once more that it is them: by a code, or where the bank vouches for them by signing in again in a window
 * of its own. What they asked for goes on after it, and nothing they wrote is lost.
 */
export function ProofDialog({ me }: { readonly me: Pick<Me, 'id'> }) {
  if (useStore(proof) === 'notNeeded') return null;
  return (
    <Dialog title={texts.proof.heading} onClose={() => endProof(false)}>
      <Prove me={me} />
    </Dialog>
  );
}

function Prove({ me }: { readonly me: Pick<Me, 'id'> }) {
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<string>();
  const [isElsewhere, setElsewhere] = useState(false);
  useLookForNewSession(isElsewhere ? me.id : undefined);
  const prove = async (event: FormEvent) => {
    event.preventDefault();
    const refused = await refusalOf(code.trim());
    setFault(refused);
    if (refused === undefined) endProof(true);
  };
  const goElsewhere = () => {
    setElsewhere(true);
    openSignIn();
  };
  return (
    <form className="stack" onSubmit={(event) => void prove(event)}>
      <p>{isElsewhere ? texts.session.waiting : texts.proof.explain}</p>
      <TextInput
        label={texts.session.code}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        error={fault}
        data-autofocus
        onChange={({ currentTarget }) => setCode(currentTarget.value)}
      />
      <Button type="submit" disabled={code.trim() === ''}>
        {texts.proof.confirm}
      </Button>
      <Button variant="subtle" onClick={goElsewhere}>
        {texts.session.elsewhere}
      </Button>
    </form>
  );
}

/** What is wrong with it, in words; undefined when it was right. */
async function refusalOf(code: string): Promise<string | undefined> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf.get() };
  try {
    const response = await fetch('/api/auth/prove', { method: 'POST', headers, body: JSON.stringify({ code }) });
    const body = (await response.json()) as { readonly csrf: string; readonly error?: { readonly message?: string } };
    if (!response.ok) return body.error?.message ?? texts.session.refused;
    csrf.set(body.csrf);
    return undefined;
  } catch {
    return texts.unreached;
  }
}

/** Whoever signed in again has another session, known by its token. */
function useLookForNewSession(id: string | undefined): void {
  useEffect(() => {
    if (id === undefined) return undefined;
    const look = async () => {
      const response = await request('me').catch(() => undefined);
      const me = response?.ok ? ((await response.json()) as Me) : undefined;
      if (me === undefined || me.id !== id || me.csrf === csrf.get()) return;
      csrf.set(me.csrf);
      endProof(true);
    };
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [id]);
}
