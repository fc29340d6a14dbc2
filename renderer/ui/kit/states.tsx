import { Info, OctagonX, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { visibleLine } from '../../text/visible-text.ts';
import { Icon } from './icon.tsx';

type EmptyProps = Readonly<{
  icon: LucideIcon;
  title: string;
  /** Where nothing else on the page is its first heading. */
  first?: boolean;
  children?: ReactNode;
}>;

/** Why a view shows nothing, what was looked at, and what to do. */
export function Empty({ icon, title, first = false, children }: EmptyProps): ReactNode {
  return (
    <div className="empty">
      <Icon of={icon} size={32} />
      {first ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  );
}

/** A strip over a view: something is missing from it, or it failed and shows what it had. */
export function Banner({ kind, children }: Readonly<{ kind: 'caution' | 'error'; children: ReactNode }>): ReactNode {
  return (
    <div className="banner" data-kind={kind} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon of={kind === 'error' ? OctagonX : TriangleAlert} />
      {children}
    </div>
  );
}

/** One note in a list. */
export function NoteLine({
  kind,
  children,
}: Readonly<{ kind: 'caution' | 'error' | 'plain'; children: ReactNode }>): ReactNode {
  return (
    <div className="note-line" data-kind={kind}>
      <Icon of={kind === 'error' ? OctagonX : kind === 'caution' ? TriangleAlert : Info} size={14} />
      <div>{children}</div>
    </div>
  );
}

type ProgressProps = Readonly<{ label: string; done: number; total: number | null }>;

/** A bar with a known end, or a moving one where the end is not known. What it is called may come from an image. */
export function Progress({ label, done, total }: ProgressProps): ReactNode {
  const name = visibleLine(label);
  if (total === null || total === 0)
    return (
      <div className="progress" role="progressbar" aria-label={name} data-open>
        <span />
      </div>
    );
  const share = Math.min(1, done / total);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
    >
      <span style={{ width: `${share * 100}%` }} />
    </div>
  );
}

/** A grey bar where text will be. */
export function Skeleton({ width }: Readonly<{ width: number }>): ReactNode {
  return <span className="skeleton" style={{ width }} aria-hidden />;
}
