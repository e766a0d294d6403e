import Alert from '@cloudscape-design/components/alert';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useWords } from '../words.tsx';

export function Missing() {
  const { t } = useWords();
  return (
    <ContentLayout header={<Header variant="h1">{t('app.notFound')}</Header>}>
      <Alert type="warning">{t('app.notFoundText')}</Alert>
    </ContentLayout>
  );
}
