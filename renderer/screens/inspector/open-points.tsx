import type { OpenPoint } from '#shared/model/usage.ts';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { PlaceButton } from './place-button.tsx';

/** What is not known of a start: why, and where that is written. */
export function OpenPoints({ points }: Readonly<{ points: readonly OpenPoint[] }>): ReactNode {
  // Two programs may ask for the same thing in the same place.
  const distinct = new Map(points.map((point) => [JSON.stringify(point), point]));
  return (
    <ul className="open-points">
      {[...distinct].map(([name, { scope, reason, detail, file, line }]) => (
        <li key={name}>
          <span className="open-point-detail">
            <Foreign text={detail === '' ? reason : detail} mono />
          </span>
          <span className="text-2">
            {text.usage.reason(reason)} · {text.usage.scope(scope)}
          </span>
          <PlaceButton file={file} line={line} />
        </li>
      ))}
    </ul>
  );
}
