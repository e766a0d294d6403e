import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useWords } from '../words.tsx';

export function Loading() {
  const { t } = useWords();
  return <StatusIndicator type="loading">{t('common.loading')}</StatusIndicator>;
}
