import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useSearchParams } from 'wouter';
import type { ExecutionRow, MachineRow, Page } from '../../lib/console/answers.ts';
import { address, useAnswer } from '../ask.ts';
import { usePaging } from '../paging.ts';
import { LinkTo } from '../parts/link-to.tsx';
import { PageButtons } from '../parts/page-buttons.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { ExecutionStatus } from '../parts/status.tsx';
import { useWords } from '../words.tsx';
import { useWorld } from '../world.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

export default function Executions() {
  const { t, named, instant } = useWords();
  const { now } = useWorld();
  const [search, setSearch] = useSearchParams();
  const machine = search.get('machine') ?? 'collections-case';
  const status = search.get('status') ?? '';
  const paging = usePaging(`${machine} ${status} ${now}`);
  const machines = useAnswer<MachineRow[]>(address('machines'));
  const { data, problem, loading, again } = useAnswer<Page<ExecutionRow>>(
    address('executions', { machine, status, token: paging.token }),
    now,
  );
  const choose = (name: string, value: string) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      next.set(name, value);
      return next;
    });
  const machineOptions = (machines.data ?? []).map(({ name }) => ({
    value: name,
    label: named('machine', name),
    description: name,
  }));
  const statusOptions = [
    { value: '', label: t('common.all') },
    ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
  ];
  if (problem !== undefined) return <ProblemNote problem={problem} again={again} />;
  return (
    <Table
      variant="full-page"
      items={data?.rows ?? []}
      loading={loading && data === undefined}
      loadingText={t('common.loading')}
      trackBy="arn"
      header={
        <Header
          variant="awsui-h1-sticky"
          description={t('executions.description')}
          actions={<Button iconName="refresh" ariaLabel={t('common.refresh')} onClick={again} loading={loading} />}
        >
          {t('page.executions')}
        </Header>
      }
      filter={
        <SpaceBetween direction="horizontal" size="xs">
          <div className="choice">
            <Select
              inlineLabelText={t('executions.machine')}
              options={machineOptions}
              selectedOption={
                machineOptions.find(({ value }) => value === machine) ?? { value: machine, label: machine }
              }
              onChange={({ detail }) => choose('machine', detail.selectedOption.value ?? '')}
            />
          </div>
          <div className="choice">
            <Select
              inlineLabelText={t('executions.status')}
              options={statusOptions}
              selectedOption={statusOptions.find(({ value }) => value === status) ?? null}
              onChange={({ detail }) => choose('status', detail.selectedOption.value ?? '')}
            />
          </div>
        </SpaceBetween>
      }
      pagination={<PageButtons paging={paging} next={data?.next} />}
      columnDefinitions={[
        {
          id: 'name',
          header: t('executions.name'),
          isRowHeader: true,
          cell: ({ name }) => <LinkTo href={`/executions/${machine}/${encodeURIComponent(name)}`}>{name}</LinkTo>,
        },
        { id: 'status', header: t('executions.status'), cell: ({ status }) => <ExecutionStatus status={status} /> },
        { id: 'started', header: t('executions.started'), cell: ({ startedAt }) => instant(startedAt) },
        { id: 'stopped', header: t('executions.stopped'), cell: ({ stoppedAt }) => instant(stoppedAt) },
        { id: 'redrives', header: t('executions.redrives'), cell: ({ redrives = 0 }) => redrives || '–' },
      ]}
      empty={
        <Box textAlign="center">
          <b>{t('executions.empty')}</b>
          <Box variant="p">{t('executions.emptyText')}</Box>
        </Box>
      }
    />
  );
}
