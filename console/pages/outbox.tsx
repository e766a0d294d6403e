import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useDeferredValue, useState } from 'react';
import type { Page, ReceivedMessage } from '../../lib/console/answers.ts';
import { address, useAnswer } from '../ask.ts';
import { usePaging } from '../paging.ts';
import { PageButtons } from '../parts/page-buttons.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useWords } from '../words.tsx';
import { useWorld } from '../world.ts';

export default function Outbox() {
  const { t, named, instant } = useWords();
  const { now } = useWorld();
  const [channel, setChannel] = useState('');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<ReceivedMessage>();
  const search = useDeferredValue(typed.trim());
  const paging = usePaging(`${channel} ${search} ${now}`);
  const { data, problem, loading, again } = useAnswer<Page<ReceivedMessage>>(address('outbox'), now, {
    channel,
    search,
    from: Number(paging.token ?? 0),
  });
  const channels = ['', 'sms', 'email'].map((value) => ({
    value,
    label: value === '' ? t('common.all') : named('channel', value),
  }));
  if (problem !== undefined) return <ProblemNote problem={problem} again={again} />;
  return (
    <SpaceBetween size="l">
      <Table<ReceivedMessage>
        header={
          <Header variant="h1" description={t('outbox.description')}>
            {t('page.outbox')}
          </Header>
        }
        items={data?.rows ?? []}
        loading={loading && data === undefined}
        loadingText={t('common.loading')}
        trackBy="id"
        selectionType="single"
        selectedItems={chosen === undefined ? [] : [chosen]}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0])}
        onRowClick={({ detail }) => setChosen(detail.item)}
        ariaLabels={{
          selectionGroupLabel: t('outbox.choose'),
          itemSelectionLabel: (_, one) => `${instant(one.at)} ${one.to}`,
        }}
        filter={
          <SpaceBetween direction="horizontal" size="xs">
            <Input
              type="search"
              value={typed}
              placeholder={t('common.search')}
              ariaLabel={t('common.search')}
              onChange={({ detail }) => setTyped(detail.value)}
            />
            <div className="choice">
              <Select
                inlineLabelText={t('outbox.channel')}
                options={channels}
                selectedOption={channels.find(({ value }) => value === channel) ?? null}
                onChange={({ detail }) => setChannel(detail.selectedOption.value ?? '')}
              />
            </div>
          </SpaceBetween>
        }
        pagination={<PageButtons paging={paging} next={data?.next} />}
        columnDefinitions={[
          { id: 'at', header: t('outbox.time'), width: 160, cell: ({ at }) => instant(at) },
          { id: 'channel', header: t('outbox.channel'), width: 100, cell: (one) => named('channel', one.channel) },
          { id: 'to', header: t('outbox.to'), isRowHeader: true, width: 240, cell: ({ to }) => to },
          { id: 'text', header: t('outbox.text'), cell: ({ subject, text }) => subject ?? text },
        ]}
        empty={<Box textAlign="center">{t('outbox.empty')}</Box>}
      />
      {chosen !== undefined && <Received message={chosen} />}
    </SpaceBetween>
  );
}

function Received({ message }: { message: ReceivedMessage }) {
  const { t, instant } = useWords();
  const { id, channel, hasHtml, subject, to, at, text } = message;
  return (
    <Container
      header={
        <Header variant="h2" description={`${instant(at)} · ${to}`}>
          {subject ?? t(channel === 'email' ? 'outbox.mail' : 'outbox.sms')}
        </Header>
      }
    >
      {hasHtml ? (
        <iframe className="mail" sandbox="" title={t('outbox.mail')} src={`/api/outbox/${id}/mail`} />
      ) : (
        <div className="sms">{text}</div>
      )}
    </Container>
  );
}
