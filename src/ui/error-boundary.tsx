/** Keeps a failure inside its region: the rest of the page goes on, and the region can be tried again. */
import { Component, Fragment, type ReactNode } from 'react';
import { CodeError } from './late-part.tsx';

interface ErrorBoundaryProps {
  /** What the region shows, for the message. */
  readonly region: string;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: Error | undefined;
  /** How often the region was drawn anew without asking. */
  readonly redrawn: number;
}

/** Redrawings in a row without the reader's asking: a region that fails at once would be drawn for ever. */
const redrawLimit = 20;

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: undefined, redrawn: 0 };

  static getDerivedStateFromError(error: Error): Pick<ErrorBoundaryState, 'error'> {
    return { error };
  }

  override componentDidCatch(error: Error) {
    // Something else moved what was drawn here, as a browser does that translates the page: nothing is wrong with the region itself.
    const moved = error.name === 'NotFoundError' && this.state.redrawn < redrawLimit;
    if (moved) this.setState(({ redrawn }) => ({ error: undefined, redrawn: redrawn + 1 }));
  }

  override render() {
    const { error, redrawn } = this.state;
    if (!error) return <Fragment key={redrawn}>{this.props.children}</Fragment>;
    return (
      <div className="notice error" role="alert">
        <span>
          The {this.props.region} could not be drawn: {error.message}
        </span>
        <span className="actions">
          <button type="button" className="button" onClick={() => this.setState({ error: undefined, redrawn: 0 })}>
            Try again
          </button>
          {/* Code that a deployment took away is there again, under another name, in the page of today. */}
          {error instanceof CodeError && (
            <button type="button" className="button" onClick={() => location.reload()}>
              Reload the page
            </button>
          )}
        </span>
      </div>
    );
  }
}
