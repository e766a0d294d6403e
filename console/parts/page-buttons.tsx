import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Paging } from '../paging.ts';
import { useWords } from '../words.tsx';

/** There is no last page to jump to: the service knows the next one only. */
export function PageButtons({ paging, next }: { paging: Paging; next: string | undefined }) {
  const { t } = useWords();
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Button
        variant="icon"
        iconName="angle-left"
        ariaLabel={t('common.previous')}
        disabled={paging.page === 1}
        onClick={paging.back}
      />
      <Box>{t('common.page', { n: paging.page })}</Box>
      <Button
        variant="icon"
        iconName="angle-right"
        ariaLabel={t('common.next')}
        disabled={next === undefined}
        onClick={() => next !== undefined && paging.forward(next)}
      />
    </SpaceBetween>
  );
}
