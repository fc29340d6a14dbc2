import { Check, Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { IconButton } from './button.tsx';

/** Puts text on the clipboard, byte for byte as given, and says so. */
export async function copyText(value: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
    announce(text.copy.done(what));
  } catch {
    // The browser refuses when the window is not in front; the text stays selectable.
    announce(text.copy.refused(what), true);
  }
}

/** A small button beside a fact. */
export function CopyButton({ value, what }: Readonly<{ value: string; what: string }>): ReactNode {
  const [copied, setCopied] = useState(false);
  return (
    <IconButton
      small
      icon={copied ? Check : Copy}
      label={text.copy.action(what)}
      onClick={() => {
        setCopied(true);
        void copyText(value, what);
      }}
      onBlur={() => setCopied(false)}
      onPointerLeave={() => setCopied(false)}
    />
  );
}
