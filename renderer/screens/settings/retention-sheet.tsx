import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { RetentionPreview, RetentionRow, RetentionRule } from '#shared/model/housekeeping.ts';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Path } from '../../ui/kit/foreign.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { NoteLine } from '../../ui/kit/states.tsx';
import { DAY_MS, daysToMs } from './retention-days.ts';

/** Changes one rule. What it would take away is shown before it can be saved; what may not be shortened says why. */
export function RetentionSheet({ rule, onClose }: Readonly<{ rule: RetentionRow; onClose: () => void }>): ReactNode {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [days, setDays] = useState(rule.ttlMs === null ? '365' : String(rule.ttlMs / DAY_MS));
  const [forEver, setForEver] = useState(rule.ttlMs === null);
  const [keep, setKeep] = useState(rule.keepIfReferenced);
  const { documents: _, ...before } = rule;
  const ttlMs = forEver ? null : daysToMs(days);
  const wish: RetentionRule = { ...before, ttlMs: ttlMs ?? null, keepIfReferenced: keep };
  const preview = useQuery(
    trpc.housekeeping.previewRetention.queryOptions(wish, { enabled: ttlMs !== undefined, staleTime: 0, gcTime: 0 }),
  );
  const save = useMutation(trpc.housekeeping.setRetention.mutationOptions());
  const changed = ttlMs !== rule.ttlMs || keep !== rule.keepIfReferenced;
  const answer = ttlMs === undefined ? undefined : preview.data;
  return (
    <Sheet title={text.settings.changeTitle(text.settings.classes[rule.retentionClass])} onClose={onClose}>
      <form
        className="retention-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(wish, {
            onSuccess: () => {
              announce(text.settings.saved);
              void cache.invalidateQueries();
              onClose();
            },
          });
        }}
      >
        <label className="setting-line">
          {text.settings.keptFor}
          <input
            className="text-input days"
            inputMode="numeric"
            data-autofocus
            value={days}
            disabled={forEver}
            aria-invalid={ttlMs === undefined}
            aria-describedby={ttlMs === undefined ? 'bad-days' : undefined}
            onChange={({ target }) => setDays(target.value)}
          />
          {text.settings.days}
        </label>
        {ttlMs === undefined ? (
          <span id="bad-days">
            <NoteLine kind="caution">{text.settings.badDays}</NoteLine>
          </span>
        ) : null}
        <label className="setting-line">
          <input type="checkbox" checked={forEver} onChange={({ target }) => setForEver(target.checked)} />
          {text.settings.isForEver}
        </label>
        {rule.retentionClass === 'trust' ? null : (
          <label className="setting-line">
            <input type="checkbox" checked={keep} onChange={({ target }) => setKeep(target.checked)} />
            {text.settings.currentHint}
          </label>
        )}
        <div role="status" className="settings-result">
          {answer && changed ? <Preview of={answer} /> : null}
          {preview.isError ? <NoteLine kind="error">{failureWords(preview.error)}</NoteLine> : null}
          {save.isError ? <NoteLine kind="error">{text.settings.saveFailed(failureWords(save.error))}</NoteLine> : null}
        </div>
        <div className="sheet-actions">
          <Button onClick={onClose}>{text.actions.cancel}</Button>
          <button
            type="submit"
            className="button"
            data-kind="primary"
            disabled={!changed || answer?.kind !== 'preview' || save.isPending}
          >
            {text.settings.save}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function Preview({ of: preview }: Readonly<{ of: RetentionPreview }>): ReactNode {
  if (preview.kind === 'refused')
    return (
      <NoteLine kind="error">{text.settings.refused(text.failures.store['immutable'] ?? preview.message)}</NoteLine>
    );
  const { documents, total, bytes, hashes, jobs } = preview;
  return (
    <>
      <NoteLine kind={total > 0 ? 'caution' : 'plain'}>{text.settings.wouldTake(total, bytes)}</NoteLine>
      {hashes > 0 ? <NoteLine kind="plain">{text.settings.wouldTakeHashes(hashes)}</NoteLine> : null}
      {jobs > 0 ? <NoteLine kind="plain">{text.settings.wouldTakeJobs(jobs)}</NoteLine> : null}
      {documents.length > 0 ? (
        <ul className="affected" aria-label={text.settings.affected} tabIndex={0}>
          {documents.map(({ path, size: bytesOf, madeAtMs }) => (
            <li key={`${path} ${madeAtMs} ${bytesOf}`}>
              <Path text={path} />
              <span className="figures text-2">{size(bytesOf)}</span>
            </li>
          ))}
          {total > documents.length ? <li>{text.settings.moreDocuments(total - documents.length)}</li> : null}
        </ul>
      ) : null}
    </>
  );
}
