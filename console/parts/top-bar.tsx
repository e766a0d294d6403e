import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useLocation } from 'wouter';
import type { Place } from '../../lib/console/answers.ts';
import { type Language, languages, useWords } from '../words.tsx';

export function TopBar({ place, onLanguage }: { place: Place | undefined; onLanguage: (language: Language) => void }) {
  const { t, language } = useWords();
  const [, go] = useLocation();
  const where =
    place === undefined ? '' : place.kind === 'local' ? t('app.local') : t('app.aws', { region: place.region });
  return (
    <div id="top">
      <TopNavigation
        identity={{
          href: '/',
          title: `${t('app.name')} · ${where}`,
          onFollow: (event) => {
            event.preventDefault();
            go('/');
          },
        }}
        utilities={[
          {
            type: 'menu-dropdown',
            text: languages[language],
            ariaLabel: `${t('app.language')}: ${languages[language]}`,
            items: Object.entries(languages).map(([id, text]) => ({ id, text })),
            onItemClick: ({ detail }) => onLanguage(detail.id as Language),
          },
        ]}
      />
    </div>
  );
}
