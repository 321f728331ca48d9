import { Button, Group } from '@mantine/core';
import { IconUpload, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { User } from '../../api.ts';
import { ChoiceChips } from '../../components/choiceChips.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { Page } from '../../components/page.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { toCount } from '../../format.ts';
import { SettingsTabs } from '../../frame/settingsTabs.tsx';
import { useMe, usersQuery } from '../../queries.ts';
import type { TeamSearch } from '../../routes/team.ts';
import { ImportDialog } from './importDialog.tsx';
import { PeopleList } from './peopleList.tsx';
import { PersonDialog } from './personDialog.tsx';
import { ReportingTree } from './reportingTree.tsx';
import classes from './team.module.css';

const views = [
  { key: 'list', name: 'List' },
  { key: 'lines', name: 'Reporting lines' },
] as const;

type Open = { readonly kind: 'add' } | { readonly kind: 'import' } | { readonly kind: 'edit'; who: User };

const toState = (people: readonly User[], mayManage: boolean) => {
  const active = people.filter(({ deactivatedAt }) => deactivatedAt === null);
  const entering = active.filter(({ loginAccess }) => loginAccess).length;
  const text = `${toCount(active.length, 'person', 'people')}, ${entering === active.length ? 'all' : entering} with login access.`;
  return mayManage ? text : `${text} You see yourself and who reports to you.`;
};

/** The people of the company: as a list, and by whom they report to. */
export function TeamPage() {
  const search = useSearch({ from: '/app/team' });
  const navigate = useNavigate({ from: '/team' });
  const { can } = useMe();
  const users = useQuery(usersQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const narrow = (next: TeamSearch) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  const people = users.data;
  const edit = (who: User) => setOpen({ kind: 'edit', who });
  return (
    <Page
      title="Team"
      breadcrumb={<SettingsTabs />}
      state={people && toState(people, can.managePeople)}
      action={can.managePeople && <Actions onOpen={setOpen} />}
    >
      <div className={classes.views}>
        <ChoiceChips
          label="View"
          choices={views}
          chosen={search.view ?? 'list'}
          onChange={(view) => narrow({ view: view === 'lines' ? view : undefined })}
          isAlways
        />
      </div>
      {!people ? (
        users.isError ? (
          <LoadFailed error={users.error} onRetry={() => void users.refetch()} />
        ) : (
          <SkeletonRows count={10} height={48} />
        )
      ) : search.view === 'lines' ? (
        <ReportingTree people={people} mayMove={can.managePeople} />
      ) : (
        <PeopleList people={people} search={search} onNarrow={narrow} onEdit={edit} />
      )}
      {open?.kind === 'import' && <ImportDialog onClose={() => setOpen(null)} />}
      {(open?.kind === 'add' || open?.kind === 'edit') && (
        <PersonDialog
          people={people ?? []}
          person={open.kind === 'edit' ? open.who : null}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}

function Actions({ onOpen }: { readonly onOpen: (open: Open) => void }) {
  return (
    <Group gap="sm">
      <Button
        variant="default"
        leftSection={<IconUpload size={16} aria-hidden />}
        onClick={() => onOpen({ kind: 'import' })}
      >
        Import CSV
      </Button>
      <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => onOpen({ kind: 'add' })}>
        Add a person
      </Button>
    </Group>
  );
}
