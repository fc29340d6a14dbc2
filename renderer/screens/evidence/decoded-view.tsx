import type { ImageId } from '#shared/model/digest.ts';
import type { ByteRange } from '#shared/model/units.ts';
import type { Locator } from '#shared/model/evidence.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { text } from '../../text/en.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { NoteLine, Skeleton } from '../../ui/kit/states.tsx';

type DecodedProps = Readonly<{ imageId: ImageId; locator: Locator; onShow: (ranges: readonly ByteRange[]) => void }>;

/** The record that the cited bytes lie in, field by field; those that the proof cites stand out, and each leads to its bytes. */
export function DecodedView({ imageId, locator, onShow }: DecodedProps): ReactNode {
  const trpc = useTRPC();
  const { data, error } = useQuery(
    trpc.evidence.decode.queryOptions({
      imageId,
      locator: {
        ...locator,
        container: [...locator.container],
        segments: locator.segments.map((segment) => ({ ...segment })),
      },
    }),
  );
  if (error) return <p role="alert">{failureWords(error)}</p>;
  if (!data)
    return (
      <div className="dock-waiting" aria-busy="true">
        <Skeleton width={220} />
      </div>
    );
  if (data.state === 'unknown-format') return <p className="claims-none text-2">{text.viewer.notDecoded}</p>;
  if (data.state !== 'decoded')
    return (
      <div className="viewer-notes">
        <NoteLine kind="caution">
          {data.state === 'malformed' ? text.viewer.undecodable : text.evidence.evicted[data.reason]}{' '}
          <Foreign text={data.state === 'malformed' ? data.message : data.detail} />
        </NoteLine>
      </div>
    );
  return (
    <div className="decoded" role="region" tabIndex={0} aria-label={text.viewer.fields}>
      <p className="text-2">{text.viewer.formats[data.format]}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.viewer.field}</th>
            <th scope="col">{text.viewer.value}</th>
            <th scope="col">{text.viewer.bytesOf}</th>
          </tr>
        </thead>
        <tbody>
          {data.fields.map(({ name, value, ranges, cited }, at) => (
            // Fields of one record never change places, and a name may come twice.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={at} data-cited={cited || undefined}>
              <th scope="row">
                <Foreign text={name} mono />
                {cited ? <span className="sr-only">{text.viewer.cited}</span> : null}
              </th>
              <td>
                {cited ? (
                  <mark>
                    <Foreign text={value} mono />
                  </mark>
                ) : (
                  <Foreign text={value} mono />
                )}
              </td>
              <td>
                {ranges.map(({ from, to }) => (
                  <button
                    key={from}
                    type="button"
                    className="button figures"
                    data-kind="link"
                    aria-label={`${text.viewer.showBytes(visibleLine(name))}, ${text.viewer.place(from, to)}`}
                    onClick={() => onShow([{ from, to }])}
                  >
                    {text.viewer.place(from, to)}
                  </button>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.omitted === 0 ? null : <NoteLine kind="plain">{text.viewer.moreFields(data.omitted)}</NoteLine>}
    </div>
  );
}
