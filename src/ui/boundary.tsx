import { Component, type ErrorInfo, type ReactNode } from 'react';
import { t } from '../text/index.ts';
import { Button } from './button.tsx';
import './boundary.css';

interface BoundaryProps {
  /** What broke, as the person knows it: the name of the panel. */
  readonly label: string;
  readonly children: ReactNode;
}

/** Keeps a fault of one panel inside that panel. What the person did is in the store, so nothing is lost. */
export class Boundary extends Component<BoundaryProps, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`panel ${this.props.label}`, error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div role="alert" className="rx-boundary">
        <p>{t('ui.panelBroke', { panel: this.props.label })}</p>
        <p className="rx-boundary-detail">{error.message.slice(0, 300)}</p>
        <Button onClick={() => this.setState({ error: null })}>{t('ui.reloadPanel')}</Button>
      </div>
    );
  }
}
