import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useWords } from '../words.tsx';

const TYPES: Record<string, StatusIndicatorProps.Type> = {
  RUNNING: 'in-progress',
  SUCCEEDED: 'success',
  FAILED: 'error',
  TIMED_OUT: 'error',
  ABORTED: 'stopped',
  PENDING_REDRIVE: 'pending',
};

export function ExecutionStatus({ status }: { status: string }) {
  const { named } = useWords();
  return <StatusIndicator type={TYPES[status] ?? 'info'}>{named('status', status)}</StatusIndicator>;
}
