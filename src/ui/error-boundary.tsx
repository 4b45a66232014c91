/** Keeps a failure inside its region: the rest of the page goes on, and the region can be tried again. */
import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  /** What the region shows, for the message. */
  readonly region: string;
  /** Instead of drawing the region again: what failed to load stays failed until the page is read anew. */
  readonly retry?: () => void;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error?: Error;
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = {};

  static getDerivedStateFromError(error: Error): ErrorBoundaryState {
    return { error };
  }

  override render() {
    const { error } = this.state;
    const again = this.props.retry ?? (() => this.setState({ error: undefined }));
    if (!error) return this.props.children;
    return (
      <div className="notice error" role="alert">
        <span>
          The {this.props.region} could not be drawn: {error.message}
        </span>
        <span className="actions">
          <button type="button" className="button" onClick={again}>
            Try again
          </button>
        </span>
      </div>
    );
  }
}
