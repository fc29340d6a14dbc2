import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** A picture beside words, or inside something that has a name; so it is silent itself. */
export function Icon({ of: Picture, size = 16 }: Readonly<{ of: LucideIcon; size?: number }>): ReactNode {
  return <Picture className="icon" size={size} strokeWidth={1.75} aria-hidden focusable={false} />;
}
