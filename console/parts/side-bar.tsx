import SideNavigation from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'wouter';
import { useWords } from '../words.tsx';

export function SideBar({ local }: { local: boolean }) {
  const { t } = useWords();
  const [at, go] = useLocation();
  const link = (href: string, text: string) => ({ type: 'link' as const, href, text });
  return (
    <SideNavigation
      activeHref={`/${at.split('/')[1] ?? ''}`}
      items={[link('/executions', t('page.executions')), ...(local ? [link('/outbox', t('page.outbox'))] : [])]}
      onFollow={(event) => {
        if (event.detail.external) return;
        event.preventDefault();
        go(event.detail.href);
      }}
    />
  );
}
