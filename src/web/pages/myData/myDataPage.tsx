import { IconUserSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { PersonData } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { toCount, toDate } from '../../format.ts';
import { useMe, useSeesEveryone, useTimeZone } from '../../queries.ts';
import { ConnectionPart } from './connectionPart.tsx';
import { ErasePart } from './erasePart.tsx';
import { ErasureState } from './erasureState.tsx';
import { ExportPart } from './exportPart.tsx';
import { LeftPart } from './leftPart.tsx';
import classes from './myData.module.css';
import { personDataQuery } from './myDataQueries.ts';
import { PersonChoice } from './personChoice.tsx';
import { toReach } from './stored.ts';
import { WhatIsCollected } from './whatIsCollected.tsx';

/** What is collected and stored about oneself or, for Owners and Executives, about somebody whom the address names. */
export function MyDataPage() {
  const { person } = useSearch({ from: '/app/my-data' });
  const { user } = useMe();
  const seesEveryone = useSeesEveryone();
  const id = person === undefined || person === user.id ? null : person;
  const data = useQuery(personDataQuery(id));
  const isOwn = id === null;
  const title = isOwn ? 'My data' : data.data ? `Data of ${data.data.user.name}` : 'Data of a person';
  return (
    <Page
      title={title}
      state={data.data ? <Stored data={data.data} /> : 'What is collected and stored, and who switched it'}
      action={seesEveryone && <PersonChoice chosen={id ?? user.id} />}
    >
      {data.isPending ? (
        <SkeletonRows count={10} height={44} />
      ) : data.isError && data.data === undefined ? (
        <LoadFailed error={data.error} onRetry={() => void data.refetch()} />
      ) : (
        <Parts key={id} id={id} data={data.data} />
      )}
    </Page>
  );
}

function Stored({ data }: { readonly data: PersonData }) {
  const zone = useTimeZone();
  const reach = toReach(data.stored);
  if (reach === null) return <>Nothing is stored</>;
  const [first, last] = [reach.first, reach.last].map((time) => toDate(time, currentTime(), zone));
  const { entries, edited } = data.totals;
  return (
    <>
      <span>
        {toCount(entries, 'entry', 'entries')} stored,{' '}
        {first === last ? `of ${first}` : `from ${first} to ${last}`}
      </span>
      {edited > 0 && <span>{toCount(edited, 'length', 'lengths')} set by hand</span>}
    </>
  );
}

interface PartsProps {
  readonly id: string | null;
  readonly data: PersonData;
}

function Parts({ id, data }: PartsProps) {
  const seesEveryone = useSeesEveryone();
  const isOwn = id === null;
  const isNobody = data.connections.length === 0 && data.stored.length === 0;
  return (
    <div className={classes.parts}>
      {data.erasure && <ErasureState erasure={data.erasure} left={data.totals.entries} isOwn={isOwn} />}
      <WhatIsCollected />
      {isNobody && (
        <EmptyState
          icon={<IconUserSearch size={32} stroke={1.5} />}
          title={isOwn ? 'Nothing is collected about you' : `Nothing is collected about ${data.user.name}`}
        >
          Nobody of a connected org is mapped to {isOwn ? 'you' : data.user.name}, so nothing can be
          attributed. Where somebody is, this page says what is read and what is stored.
        </EmptyState>
      )}
      {data.connections.map((connection) => (
        <ConnectionPart
          key={connection.id}
          connection={connection}
          stored={data.stored.filter(({ connectionId }) => connectionId === connection.id)}
          isOwn={isOwn}
        />
      ))}
      <LeftPart data={data} />
      <ExportPart id={id} data={data} />
      {seesEveryone && <ErasePart data={data} isOwn={isOwn} />}
    </div>
  );
}
