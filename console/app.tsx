import AppLayout from '@cloudscape-design/components/app-layout';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import type { Place } from '../lib/console/answers.ts';
import { address, useAnswer } from './ask.ts';
import { firstLanguage, keepLanguage } from './language.ts';
import { useValidNavigation } from './mobile-navigation.ts';
import { Loading } from './parts/loading.tsx';
import { Missing } from './parts/missing.tsx';
import { PageFailure } from './parts/page-failure.tsx';
import { ProblemNote } from './parts/problem-note.tsx';
import { SideBar } from './parts/side-bar.tsx';
import { TimeBar } from './parts/time-bar.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { type Language, loadWords, useWords, WordsProvider } from './words.tsx';
import { WorldContext } from './world.ts';

const Executions = lazy(() => import('./pages/executions.tsx'));
const Execution = lazy(() => import('./pages/execution.tsx'));
const Outbox = lazy(() => import('./pages/outbox.tsx'));

export function App() {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [loaded, setLoaded] = useState<Awaited<ReturnType<typeof loadWords>>>();
  const place = useAnswer<Place>(address('place'));
  useEffect(() => {
    document.documentElement.lang = language;
    loadWords(language).then(setLoaded, () => setLoaded(undefined));
  }, [language]);
  if (loaded === undefined) return null;
  const choose = (chosen: Language) => {
    keepLanguage(chosen);
    setLanguage(chosen);
  };
  return (
    <WordsProvider language={language} loaded={loaded} timeZone={place.data?.timeZone ?? 'UTC'}>
      <TopBar place={place.data} onLanguage={choose} />
      {place.problem !== undefined && <ProblemNote problem={place.problem} again={place.again} />}
      {place.data !== undefined && <Pages place={place.data} />}
      {place.data === undefined && place.problem === undefined && <Loading />}
    </WordsProvider>
  );
}

function Pages({ place }: { place: Place }) {
  const { t } = useWords();
  const [now, setNow] = useState(place.now);
  const [open, setOpen] = useState(() => window.innerWidth > 1000);
  const local = place.kind === 'local';
  useValidNavigation();
  return (
    <WorldContext.Provider value={{ place, now }}>
      <AppLayout
        headerSelector="#top"
        navigation={<SideBar local={local} />}
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        toolsHide
        ariaLabels={{ navigation: t('app.navigation') }}
        content={
          <>
            {local && <TimeBar now={now} onMove={setNow} />}
            <PageFailure>
              <Suspense fallback={<Loading />}>
                <Switch>
                  <Route path="/">
                    <Redirect to="/executions" replace />
                  </Route>
                  <Route path="/executions" component={Executions} />
                  <Route path="/executions/:machine/:name" component={Execution} />
                  {local && <Route path="/outbox" component={Outbox} />}
                  <Route component={Missing} />
                </Switch>
              </Suspense>
            </PageFailure>
          </>
        }
      />
    </WorldContext.Provider>
  );
}
