import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { TrustKey } from '#shared/model/attestation.ts';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { Button, IconButton } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { Banner, NoteLine } from '../../ui/kit/states.tsx';

/** Public keys that the user trusts. */
export function TrustPage(): ReactNode {
  const trpc = useTRPC();
  const keys = useQuery(trpc.trust.list.queryOptions(undefined, { staleTime: 0 }));
  const [removing, setRemoving] = useState<TrustKey | null>(null);
  const words = text.attestations.trust;
  if (keys.isError) return <Banner kind="error">{text.settings.loadFailed}</Banner>;
  return (
    <>
      <p className="text-2">{words.hint}</p>
      {keys.data?.length === 0 ? <p>{words.none}</p> : null}
      {keys.data && keys.data.length > 0 ? (
        <table className="settings-table" aria-label={words.list}>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.use}</th>
              <th scope="col">{words.algorithm}</th>
              <th scope="col">{words.fingerprint}</th>
              <th scope="col">
                <span className="sr-only">{text.attestations.remove}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.data.map((key) => (
              <tr key={key.id}>
                <th scope="row">
                  <Foreign text={key.name} />
                </th>
                <td>{words.uses[key.use]}</td>
                <td>{key.algorithm}</td>
                <td className="mono" title={key.id}>
                  {key.id.slice(0, 16)}…
                </td>
                <td className="row-actions">
                  <IconButton small icon={Trash2} label={words.remove(key.name)} onClick={() => setRemoving(key)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <AddKey />
      {removing ? <RemoveKey of={removing} onClose={() => setRemoving(null)} /> : null}
    </>
  );
}

function AddKey(): ReactNode {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [use, setUse] = useState<TrustKey['use']>('signer');
  const [pem, setPem] = useState('');
  const words = text.attestations.trust;
  const add = useMutation(
    trpc.trust.add.mutationOptions({
      // Whatever was pasted does not stay in the page, above all when it was a private key.
      onSettled: () => setPem(''),
      onSuccess: async () => {
        announce(words.added(name));
        setName('');
        await cache.invalidateQueries();
      },
    }),
  );
  return (
    <form
      className="settings-section"
      aria-label={words.addTitle}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ name, use, pem });
      }}
    >
      <h3>{words.addTitle}</h3>
      <label className="setting-line">
        {words.name}
        <input className="text-input" value={name} maxLength={100} onChange={({ target }) => setName(target.value)} />
      </label>
      <label className="setting-line">
        {words.use}
        <select
          className="select"
          value={use}
          onChange={({ target }) => setUse(target.value === 'log' ? 'log' : 'signer')}
        >
          <option value="signer">{words.uses.signer}</option>
          <option value="log">{words.uses.log}</option>
        </select>
      </label>
      <label className="trust-pem">
        {words.pem}
        <textarea
          className="text-input mono"
          rows={6}
          spellCheck={false}
          autoComplete="off"
          value={pem}
          aria-describedby="pem-hint"
          onChange={({ target }) => setPem(target.value)}
        />
      </label>
      <p id="pem-hint" className="text-2">
        {words.pemHint}
      </p>
      {add.isError ? (
        <div role="alert">
          <NoteLine kind="error">{failureWords(add.error)}</NoteLine>
        </div>
      ) : null}
      <div className="settings-buttons">
        <button type="submit" className="button" data-kind="primary" disabled={pem.trim() === '' || add.isPending}>
          {words.add}
        </button>
      </div>
    </form>
  );
}

function RemoveKey({ of: key, onClose }: Readonly<{ of: TrustKey; onClose: () => void }>): ReactNode {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const words = text.attestations.trust;
  const remove = useMutation(
    trpc.trust.remove.mutationOptions({
      onSuccess: async () => {
        await cache.invalidateQueries();
        onClose();
      },
      onError: (error) => announce(failureWords(error), true),
    }),
  );
  return (
    <Sheet title={words.removeTitle(key.name)} onClose={onClose}>
      <p>{words.removeText}</p>
      <div className="sheet-actions">
        <Button onClick={onClose}>{text.actions.cancel}</Button>
        <Button kind="primary" data-autofocus onClick={() => remove.mutate({ id: key.id })}>
          {text.attestations.remove}
        </Button>
      </div>
    </Sheet>
  );
}
