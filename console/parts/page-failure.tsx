import { Component, type ReactNode } from 'react';
import { Refused } from '../ask.ts';
import { ProblemNote } from './problem-note.tsx';

/** A page that breaks says so and leaves the others alone. */
export class PageFailure extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const problem = new Refused('failed', error instanceof Error ? error.message : String(error));
    return <ProblemNote problem={problem} again={() => this.setState({ error: undefined })} />;
  }
}
