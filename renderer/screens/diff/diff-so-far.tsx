import type { ReactNode } from 'react';
import type { DiffHead, DiffSoFar } from '#shared/model/diff-view.ts';
import type { DiffSide } from '#shared/model/diff.ts';
import type { JobView } from '#shared/model/job.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { shortCommand } from '#shared/text/short-command.ts';
import { ScanRibbon } from '../scanning/scan-ribbon.tsx';

type NoteProps = Readonly<{
  /** null: the scans have ended. */
  soFar: DiffSoFar | null;
  job: JobView | undefined;
  /** Is there a newer comparison than the one shown? */
  waiting: boolean;
  show: () => void;
}>;

/** That the comparison is not final, and which side makes it so. It stays when the scan ends, so that nothing below it moves. */
export function DiffScanNote({ soFar, job, waiting, show }: NoteProps): ReactNode {
  const words = text.diff.soFar;
  return (
    <>
      <ScanRibbon scanning={soFar && job ? { jobId: job.id, counted: soFar.compared } : null} ended={words.ended} />
      <p className="diff-so-far text-2" role="status">
        {soFar === null ? words.final : soFar.compared ? words.compared(soFar.scanning) : words.layers(soFar.scanning)}
        {waiting ? (
          <Button kind="link" onClick={show}>
            {words.showFinal}
          </Button>
        ) : null}
      </p>
    </>
  );
}

type RailsProps = Readonly<{ head: DiffHead; jobs: Readonly<Record<'old' | 'new', JobView | undefined>> }>;

/** The layers of both images before anything else is known: joined where they are the same, and how far each is read. */
export function RailsSoFar({ head: { layers, sides }, jobs }: RailsProps): ReactNode {
  const createdBy = (role: DiffSide['role'], index: number | undefined): string | null =>
    sides.find((side) => side.role === role)?.layers.find((layer) => layer.index === index)?.createdBy ?? null;
  const stateOf = (role: 'old' | 'new', index: number | undefined): string | null => {
    const job = jobs[role];
    if (!job || index === undefined) return null;
    const state = job.progress?.layers.find((layer) => layer.index === index)?.state ?? 'waiting';
    return text.scanning.layerStates[state];
  };
  return (
    <ol className="rail rails-so-far" aria-label={text.diff.rail}>
      {layers.map(({ old, new: now }) => {
        const isPair = old !== undefined && now !== undefined;
        const command = createdBy('new', now) ?? createdBy('old', old);
        return (
          <li key={`${old} ${now}`} className="rail-layer" data-pair={isPair || undefined}>
            <span className="rail-side">{old === undefined ? null : <LayerTag index={old} />}</span>
            <span className="rail-band" aria-hidden />
            <span className="rail-side">{now === undefined ? null : <LayerTag index={now} />}</span>
            <span className="ellipsis mono">
              {command === null ? text.layers.noCommand : <Foreign text={shortCommand(command)} />}
            </span>
            <span className="text-2">
              {isPair ? text.diff.sameLayer : now === undefined ? text.diff.onlyOld : text.diff.onlyNew}
            </span>
            <span>{stateOf('new', now) ?? stateOf('old', old) ?? ''}</span>
          </li>
        );
      })}
    </ol>
  );
}
