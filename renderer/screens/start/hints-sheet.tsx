import { useId, useState, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import { commandWords } from '#shared/text/words.ts';
import { hintsStore, setHints } from '../../state/hints-store.ts';
import { useStore } from '../../state/store.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';

type SheetProps = Readonly<{ imageId: ImageId; trace: EntryTrace; onClose: () => void }>;

/** Asks for values that take the place of the image's own. */
export function HintsSheet({ imageId, trace, onClose }: SheetProps): ReactNode {
  const given = useStore(hintsStore, (all) => all.get(imageId));
  const [entrypoint, setEntrypoint] = useState(asText(given?.entrypoint));
  const [cmd, setCmd] = useState(asText(given?.cmd));
  const [env, setEnv] = useState(() =>
    Object.entries(given?.env ?? {})
      .map((pair) => pair.join('='))
      .join('\n'),
  );
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();
  const wordsId = useId();
  const submit = (): void => {
    const hints = readHints(entrypoint, cmd, env);
    if (typeof hints === 'string') setProblem(hints);
    else {
      setHints(imageId, hints);
      onClose();
    }
  };
  const field = (label: string, value: string, change: (value: string) => void, first: boolean): ReactNode => (
    <label className="hint-field">
      {label}
      <input
        className="mono"
        spellCheck={false}
        {...(first ? { 'data-autofocus': true } : {})}
        aria-describedby={`${wordsId} ${problemId}`}
        value={value}
        onChange={({ target }) => change(target.value)}
      />
    </label>
  );
  return (
    <Sheet title={text.start.hinted.title} onClose={onClose}>
      <form
        className="hints"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p className="text-2">{text.start.hinted.what}</p>
        {field(text.start.hinted.entrypoint, entrypoint, setEntrypoint, true)}
        {field(text.start.hinted.cmd, cmd, setCmd, false)}
        <p id={wordsId} className="text-2">
          {text.start.hinted.words}
        </p>
        <label className="hint-field">
          {text.start.hinted.env}
          <textarea
            className="mono"
            rows={4}
            spellCheck={false}
            aria-describedby={problemId}
            value={env}
            onChange={({ target }) => setEnv(target.value)}
          />
        </label>
        {trace.assumedUnset.length === 0 ? null : (
          <p className="text-2">
            <Foreign text={text.start.hinted.unset(trace.assumedUnset.join(', '))} />
          </p>
        )}
        <p id={problemId} className="hint-problem" role="alert">
          {problem}
        </p>
        <div className="sheet-actions">
          <Button onClick={onClose}>{text.start.hinted.cancel}</Button>
          <button type="submit" className="button" data-kind="primary">
            {text.start.hinted.trace}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function asText(words: readonly string[] | undefined): string {
  if (words === undefined) return '';
  return words.length > 0 && words.every((word) => /^[^\s["]+$/.test(word)) ? words.join(' ') : JSON.stringify(words);
}

/** @returns a text: what is wrong */
function readHints(entrypoint: string, cmd: string, env: string): TraceHints | string {
  const words = { entrypoint: commandWords(entrypoint), cmd: commandWords(cmd) };
  if (!words.entrypoint || !words.cmd) return text.start.hinted.wrongWords;
  const variables: [string, string][] = [];
  for (const [i, line] of env.split('\n').entries()) {
    if (line.trim() === '') continue;
    const at = line.indexOf('=');
    if (at < 1) return text.start.hinted.wrongLine(i + 1);
    variables.push([line.slice(0, at), line.slice(at + 1)]);
  }
  const hints: TraceHints = {
    ...(entrypoint.trim() === '' ? {} : { entrypoint: words.entrypoint }),
    ...(cmd.trim() === '' ? {} : { cmd: words.cmd }),
    ...(variables.length === 0 ? {} : { env: Object.fromEntries(variables) }),
  };
  return Object.keys(hints).length === 0 ? text.start.hinted.nothing : hints;
}
