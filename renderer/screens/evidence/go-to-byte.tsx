import { useId, useState, type ReactNode } from 'react';
import { text } from '../../text/en.ts';

type GoToByteProps = Readonly<{ size: number; onGo: (at: number) => void }>;

/** Goes to any place of a file, given in decimal or, as a hex view prints it, with 0x in front. */
export function GoToByte({ size, onGo }: GoToByteProps): ReactNode {
  const [words, setWords] = useState('');
  const [refused, setRefused] = useState(false);
  const why = useId();
  return (
    <form
      className="go-to-byte"
      onSubmit={(event) => {
        event.preventDefault();
        const at = byteOf(words);
        const there = at !== null && at < size;
        setRefused(!there);
        if (there) onGo(at);
      }}
    >
      <input
        className="text-input"
        aria-label={text.evidence.goTo}
        placeholder={text.evidence.goTo}
        value={words}
        spellCheck={false}
        aria-invalid={refused}
        aria-describedby={refused ? why : undefined}
        onChange={(event) => {
          setWords(event.target.value);
          setRefused(false);
        }}
      />
      <span id={why} role="status">
        {refused ? text.evidence.goToRefused(size) : ''}
      </span>
    </form>
  );
}

/** The byte that is meant; null: no number. */
function byteOf(words: string): number | null {
  const plain = words.trim().replaceAll(/[\s,_]/g, '');
  return /^(0x[\da-f]{1,13}|\d{1,15})$/i.test(plain) ? Number(plain) : null;
}
