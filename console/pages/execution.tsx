import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useParams } from 'wouter';
import type { EventAnswer, ExecutionAnswer, HistoryPage } from '../../lib/console/answers.ts';
import { address, useAnswer } from '../ask.ts';
import type { Definition } from '../graph/layout.ts';
import { type Path, pathOf } from '../graph/path.ts';
import { StateGraph } from '../graph/state-graph.tsx';
import { Json } from '../parts/json.tsx';
import { Loading } from '../parts/loading.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { ExecutionStatus } from '../parts/status.tsx';
import { useWords } from '../words.tsx';
import { useWorld } from '../world.ts';

const SHOWN = 25;

export default function Execution() {
  const { machine = '', name = '' } = useParams<{ machine: string; name: string }>();
  const { now } = useWorld();
  const at = `executions/${encodeURIComponent(machine)}/${encodeURIComponent(name)}`;
  const { data, problem, again } = useAnswer<ExecutionAnswer>(address(at), now);
  const history = useAnswer<HistoryPage>(address(`${at}/history`), now);
  if (problem !== undefined) return <ProblemNote problem={problem} again={again} />;
  if (data === undefined) return <Loading />;
  const path = pathOf(history.data?.events ?? [], data.status);
  return (
    <ContentLayout header={<Title execution={data} />}>
      <SpaceBetween size="l">
        {data.error !== undefined && <Failure execution={data} path={path} />}
        <Details execution={data} />
        <Container header={<Header variant="h2">{machine}</Header>}>
          <StateGraph machine={machine} definition={data.definition as Definition} path={path} />
        </Container>
        {history.problem !== undefined && <ProblemNote problem={history.problem} again={history.again} />}
        <Data execution={data} />
        <Events history={history.data} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Title({ execution }: { execution: ExecutionAnswer }) {
  const { t } = useWords();
  const { place } = useWorld();
  const inAws = `https://${place.region}.console.aws.amazon.com/states/home?region=${place.region}#/v2/executions/details/${execution.arn}`;
  return (
    <Header
      variant="h1"
      actions={
        place.kind === 'aws' ? (
          <Link external href={inAws}>
            {t('executions.inAws')}
          </Link>
        ) : undefined
      }
    >
      {execution.name}
    </Header>
  );
}

function Failure({ execution, path }: { execution: ExecutionAnswer; path: Path }) {
  const { t } = useWords();
  return (
    <Alert type="error" header={t('execution.failure')}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('execution.failedIn'), value: path.failed ?? '–' },
          { label: t('execution.error'), value: execution.error },
          { label: t('execution.cause'), value: execution.cause ?? '–' },
        ]}
      />
    </Alert>
  );
}

function Details({ execution }: { execution: ExecutionAnswer }) {
  const { t, instant } = useWords();
  return (
    <Container header={<Header variant="h2">{t('execution.details')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: t('executions.status'), value: <ExecutionStatus status={execution.status} /> },
          { label: t('executions.started'), value: instant(execution.startedAt) },
          { label: t('executions.stopped'), value: instant(execution.stoppedAt) },
          { label: t('executions.redrives'), value: execution.redrives ?? 0 },
        ]}
      />
    </Container>
  );
}

function Data({ execution: { input, output } }: { execution: ExecutionAnswer }) {
  const { t } = useWords();
  return (
    <SpaceBetween size="s">
      <ExpandableSection headerText={t('execution.input')} variant="container">
        <Json value={input} />
      </ExpandableSection>
      <ExpandableSection headerText={t('execution.output')} variant="container">
        {output === undefined ? t('execution.noOutput') : <Json value={output} />}
      </ExpandableSection>
    </SpaceBetween>
  );
}

function Events({ history }: { history: HistoryPage | undefined }) {
  const { t, instant } = useWords();
  const [page, setPage] = useState(1);
  const events = history?.events ?? [];
  return (
    <Table<EventAnswer>
      items={events.slice((page - 1) * SHOWN, page * SHOWN)}
      pagination={
        <Pagination
          currentPageIndex={page}
          pagesCount={Math.max(1, Math.ceil(events.length / SHOWN))}
          onChange={({ detail }) => setPage(detail.currentPageIndex)}
        />
      }
      trackBy={({ id }) => String(id)}
      loading={history === undefined}
      loadingText={t('common.loading')}
      wrapLines
      header={
        <Header variant="h2" {...(history?.next === undefined ? {} : { description: t('execution.older') })}>
          {t('execution.events')}
        </Header>
      }
      columnDefinitions={[
        { id: 'id', header: '#', width: 70, cell: ({ id }) => id },
        { id: 'time', header: t('execution.time'), width: 160, cell: ({ at }) => instant(at) },
        { id: 'type', header: t('execution.event'), isRowHeader: true, width: 230, cell: ({ type }) => type },
        { id: 'state', header: t('execution.state'), width: 220, cell: ({ state }) => state ?? '' },
        {
          id: 'details',
          header: t('execution.eventDetails'),
          cell: ({ details }) => (details === undefined ? '' : <Json value={details} brief />),
        },
      ]}
    />
  );
}
