import { TriangleAlert } from 'lucide-react';
import { Fragment, useState, type ReactNode } from 'react';
import type { TextDiff, TextDiffLine } from '#shared/model/text-diff.ts';
import { failureTold } from '../../data/failure-words.ts';
import { useTextDiff, type Pair } from '../../data/use-diff.ts';
import { text } from '../../text/en.ts';
import { hiddenCount } from '../../text/visible-text.ts';
import { Pieces } from '../../ui/kit/foreign.tsx';
import { NoteLine } from '../../ui/kit/states.tsx';
import { Icon } from '../../ui/kit/icon.tsx';

/** Characters of a line that are shown before "more": a minified file is one line of megabytes. */
const MAX_COLUMNS = 2000;

/** The changed lines of one file with what is around them, numbered on both sides. Text of an image is inert and has no hidden parts. */
export function TextChanges({ pair, id }: Readonly<{ pair: Pair; id: string }>): ReactNode {
  const { diff, error } = useTextDiff(pair, id);
  if (error !== null) return <p role="alert">{error}</p>;
  if (!diff) return <p className="text-2">{text.diff.textLoading}</p>;
  return <TextDiffView diff={diff} />;
}

/** What a comparison of two texts found, or why there is none. */
export function TextDiffView({ diff }: Readonly<{ diff: TextDiff }>): ReactNode {
  switch (diff.state) {
    case 'binary':
      return <p className="text-2">{text.diff.textBinary}</p>;
    case 'no-file':
      return <p className="text-2">{text.diff.textNoFile}</p>;
    case 'too-large':
      return <NoteLine kind="caution">{text.diff.textTooLarge(diff.most)}</NoteLine>;
    case 'gone':
      return <NoteLine kind="caution">{text.diff.textGone(diff.role, failureTold(diff.failure))}</NoteLine>;
    case 'lines':
      return <Hunks diff={diff} />;
    default:
      return diff satisfies never;
  }
}

function Hunks({ diff }: Readonly<{ diff: Extract<TextDiff, { state: 'lines' }> }>): ReactNode {
  const { hunks, added, removed, omitted, coarse } = diff;
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const hidden = lines.reduce((sum, line) => sum + hiddenCount(line.text), 0);
  if (added + removed === 0) return <p className="text-2">{text.diff.textSame}</p>;
  return (
    <div className="text-changes">
      <p className="text-2 figures">
        {text.diff.textCount(added, removed)}
        {hidden === 0 ? null : (
          <span className="text-changes-hidden">
            <Icon of={TriangleAlert} size={13} /> {text.diff.textHidden(hidden)}
          </span>
        )}
      </p>
      {coarse ? <NoteLine kind="caution">{text.diff.textCoarse}</NoteLine> : null}
      {lines.some(({ raw }) => raw) ? <NoteLine kind="plain">{text.diff.textRaw}</NoteLine> : null}
      <div className="text-hunks" role="region" aria-label={text.diff.textChanges} tabIndex={0} translate="no">
        <table>
          <tbody>
            {hunks.map((hunk, at) => (
              // Hunks of one comparison never change places.
              // oxlint-disable-next-line react/no-array-index-key
              <Fragment key={at}>
                {at === 0 ? null : (
                  <tr className="text-gap">
                    <td colSpan={4}>
                      <span aria-hidden>⋯</span>
                      <span className="sr-only">{text.diff.skipped}</span>
                    </td>
                  </tr>
                )}
                {hunk.lines.map((line) => (
                  <Line key={`${line.kind} ${line.old ?? ''} ${line.new ?? ''}`} line={line} />
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {omitted === 0 ? null : <NoteLine kind="caution">{text.diff.textOmitted(omitted)}</NoteLine>}
    </div>
  );
}

const marks = { same: ' ', added: '+', removed: '−' } as const;

function Line({ line }: Readonly<{ line: TextDiffLine }>): ReactNode {
  const [whole, setWhole] = useState(false);
  const shown = whole ? line.text : line.text.slice(0, MAX_COLUMNS);
  return (
    <tr data-kind={line.kind}>
      <td className="line-number figures">{line.old}</td>
      <td className="line-number figures">{line.new}</td>
      <td className="text-mark">
        <span aria-hidden>{marks[line.kind]}</span>
        {line.kind === 'same' ? null : <span className="sr-only">{text.diff.lineKinds[line.kind]}</span>}
      </td>
      <td className="text-code">
        <bdi dir="ltr">
          <Pieces text={shown} />
        </bdi>
        {shown.length === line.text.length ? null : (
          <button type="button" className="button line-more" data-kind="link" onClick={() => setWhole(true)}>
            {text.evidence.cut(line.text.length - shown.length)}
          </button>
        )}
        {line.unended ? <span className="text-unended">{text.diff.unended}</span> : null}
      </td>
    </tr>
  );
}
