import type { ComponentProps, ReactNode } from 'react';
import './button.css';

type ButtonProps = Omit<ComponentProps<'button'>, 'type'> & {
  /** `primary` once a panel at most; `quiet` has no frame until it is pointed at. */
  readonly tone?: 'plain' | 'primary' | 'quiet';
  /** Makes it a toggle. */
  readonly pressed?: boolean;
};

export function Button({ tone = 'plain', pressed, className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      className={`rx-button rx-button-${tone} ${className}`}
    />
  );
}

/** A button that shows a picture alone; `label` is its name and its tooltip. */
export function IconButton({
  label,
  children,
  className = '',
  ...rest
}: Omit<ButtonProps, 'children' | 'aria-label'> & { readonly label: string; readonly children: ReactNode }) {
  return (
    <Button title={label} {...rest} aria-label={label} className={`rx-button-icon ${className}`}>
      {children}
    </Button>
  );
}
