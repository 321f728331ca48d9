import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { accountApi, type Token } from '../../accountApi.ts';
import { tokensQuery } from '../../accountQueries.ts';
import { currentTime } from '../../clock.ts';
import { type Column, DataTable } from '../../components/dataTable.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { notice, noticeOfFailure } from '../../components/notice.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import classes from './account.module.css';
import { Section } from './section.tsx';
import { TokenDialog } from './tokenDialog.tsx';
import { scopeWords } from './tokenScopes.ts';

const isEnded = ({ expiresAt, revokedAt }: Token) =>
  revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= currentTime());

const columnsWith = (revoke: (token: Token) => void): readonly Column<Token>[] => [
  {
    key: 'name',
    title: 'Name',
    cell: ({ name }) => <span className={classes.name}>{name}</span>,
  },
  { key: 'scope', title: 'Scope', cell: ({ scope }) => scopeWords[scope].name, width: '16%' },
  {
    key: 'used',
    title: 'Last used',
    cell: ({ lastUsedAt }) =>
      lastUsedAt ? <RelativeTime time={lastUsedAt} /> : <span className="dim">never</span>,
    width: '16%',
    hideOnPhone: true,
  },
  {
    key: 'ends',
    title: 'Ends',
    cell: ({ expiresAt, revokedAt }) =>
      revokedAt ? (
        <StateBadge tone="quiet" word="Revoked" />
      ) : expiresAt ? (
        <RelativeTime time={expiresAt} />
      ) : (
        <span className="dim">never</span>
      ),
    width: '16%',
    hideOnPhone: true,
  },
  {
    key: 'revoke',
    title: 'Action',
    width: '96px',
    cell: (token) =>
      isEnded(token) ? null : (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Revoke ${token.name}`}
          onClick={() => revoke(token)}
        >
          Revoke
        </Button>
      ),
  },
];

/** API tokens: what they may do, when they were used, and their end. */
export function TokenSection({ mayManagePeople }: { readonly mayManagePeople: boolean }) {
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const [isMaking, setIsMaking] = useState(false);
  const revoke = useMutation({
    mutationFn: ({ id }: Token) => accountApi.revokeToken(id),
    onSuccess: (_, { name }) => {
      notice(`${name} is revoked: it opens nothing any more.`);
      return client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
    onError: (error) => noticeOfFailure('The token was not revoked', error),
  });
  const rows = tokens.data?.items ?? [];
  return (
    <Section
      id="tokens"
      title="Access tokens"
      action={
        <Button size="xs" onClick={() => setIsMaking(true)}>
          Make a token
        </Button>
      }
    >
      {tokens.isPending ? (
        <SkeletonRows count={2} />
      ) : tokens.isError ? (
        <LoadFailed error={tokens.error} onRetry={() => void tokens.refetch()} />
      ) : rows.length === 0 ? (
        <p className={classes.aside}>
          There is none. A token lets a program call the API as you, or signs a browser in.{' '}
          <GuideLink place="tokens">What tokens open</GuideLink>
        </p>
      ) : (
        <DataTable
          caption="Access tokens, newest first"
          columns={columnsWith(revoke.mutate)}
          rows={rows}
          rowKey={({ id }) => id}
        />
      )}
      {isMaking && <TokenDialog mayManagePeople={mayManagePeople} onClose={() => setIsMaking(false)} />}
    </Section>
  );
}
