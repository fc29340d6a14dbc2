import { Tooltip } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { visibleLine } from '../../text/visible-text.ts';

type ButtonProps = Readonly<{
  kind?: 'plain' | 'primary' | 'quiet' | 'link';
  icon?: LucideIcon;
  children: ReactNode;
}> &
  Omit<ComponentPropsWithRef<'button'>, 'type'>;

/** A button with words. */
export function Button({ kind = 'plain', icon, children, className, ...rest }: ButtonProps): ReactNode {
  return (
    <button type="button" className={className ? `button ${className}` : 'button'} data-kind={kind} {...rest}>
      {icon ? <Icon of={icon} size={15} /> : null}
      {children}
    </button>
  );
}

type IconButtonProps = Readonly<{ icon: LucideIcon; label: string; keys?: string; small?: boolean; tip?: string }> &
  Omit<ComponentPropsWithRef<'button'>, 'type' | 'children'>;

/** A button with a picture; its name is read aloud and shown as a tip. */
export function IconButton({ icon, label, keys, small, tip, ...rest }: IconButtonProps): ReactNode {
  return (
    <Tip text={tip ?? (keys ? `${label}  ${keys}` : label)}>
      <button
        type="button"
        className="icon-button"
        // It may name what is foreign.
        aria-label={visibleLine(label)}
        {...(small ? { 'data-small': true } : {})}
        {...rest}
      >
        <Icon of={icon} size={small ? 14 : 16} />
      </button>
    </Tip>
  );
}

/** A short explanation at the pointer or the focus. Never the only place for a fact. */
export function Tip({ text, children }: Readonly<{ text: string; children: ReactNode }>): ReactNode {
  return (
    <Tooltip
      label={visibleLine(text)}
      openDelay={500}
      transitionProps={{ duration: 0 }}
      events={{ hover: true, focus: true, touch: false }}
      multiline
      classNames={{ tooltip: 'tip' }}
    >
      {children}
    </Tooltip>
  );
}
