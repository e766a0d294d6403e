import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import DatePicker from '@cloudscape-design/components/date-picker';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { useRunning } from '../running.ts';
import { useWords } from '../words.tsx';
import { ProblemNote } from './problem-note.tsx';

const DAY_MS = 86_400_000;

export function TimeBar({ now, onMove }: { now: string; onMove: (now: string) => void }) {
  const { t, instant, timeZone } = useWords();
  const [date, setDate] = useState('');
  const running = useRunning(now, onMove);
  const busy = running.to !== undefined;
  // Of that day of the world's UTC clock, which begins with no sweep in any of the sample's zones.
  const to = `${date}T00:00:00.000Z`;
  const past = date !== '' && to <= now;
  return (
    <section aria-label={t('time.label')}>
      <div className="time-bar">
        <div aria-live="polite">
          <Box variant="span" fontWeight="bold">
            {t('time.now', { at: instant(now) })}
          </Box>{' '}
          <Box variant="span" color="text-body-secondary">
            {timeZone}
          </Box>
        </div>
        <Button disabled={busy} onClick={running.nextEvent}>
          {t('time.nextEvent')}
        </Button>
        <Button disabled={busy} onClick={() => running.until(new Date(Date.parse(now) + DAY_MS).toISOString())}>
          {t('time.nextDay')}
        </Button>
        <DatePicker
          value={date}
          onChange={({ detail }) => setDate(detail.value)}
          ariaLabel={t('time.date')}
          placeholder="YYYY-MM-DD"
          format="iso"
          invalid={past}
          isDateEnabled={(day) => day.toISOString() > now}
        />
        <Button disabled={busy || past || date.length !== 10} onClick={() => running.until(to)}>
          {t('time.run')}
        </Button>
        {busy ? (
          <Button iconName="pause" onClick={running.stop}>
            {t('time.pause')}
          </Button>
        ) : (
          <Button iconName="play" onClick={running.play}>
            {t('time.play')}
          </Button>
        )}
        {past && <StatusIndicator type="warning">{t('time.past')}</StatusIndicator>}
        {running.quiet && <StatusIndicator type="info">{t('time.quiet', { at: instant(now) })}</StatusIndicator>}
      </div>
      {running.problem !== undefined && <ProblemNote problem={running.problem} />}
    </section>
  );
}
