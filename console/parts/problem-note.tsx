import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { Refused } from '../ask.ts';
import { useWords } from '../words.tsx';

/** What went wrong, in the reader's language, with what the service said below it. */
export function ProblemNote({ problem, again }: { problem: Refused; again?: () => void }) {
  const { t } = useWords();
  return (
    <Alert
      type="error"
      header={t('problem.title')}
      {...(again === undefined ? {} : { action: <Button onClick={again}>{t('common.again')}</Button> })}
    >
      {t(`problem.${problem.code}`)}
      <Box variant="small" display="block">
        {t('problem.said', { message: problem.message })}
      </Box>
    </Alert>
  );
}
