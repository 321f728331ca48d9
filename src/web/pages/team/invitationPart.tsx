import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { invitationQuery, providersQuery } from '../../accountQueries.ts';
import type { User } from '../../api.ts';
import { CopyText } from '../../components/copyText.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { useMe } from '../../queries.ts';
import classes from './team.module.css';
import { useInvite } from './useInvite.ts';

/** Whether somebody was told how to sign in, and the ways to tell them: by e-mail, or by a text to copy. */
export function InvitationPart({ person }: { readonly person: User }) {
  const { mail } = useMe();
  const invite = useInvite();
  if (!person.loginAccess || person.deactivatedAt !== null) return null;
  // The form holds the person as they were when it was opened.
  const invitedAt = invite.data?.[0]?.user.invitedAt ?? person.invitedAt;
  return (
    <section className={classes.invitation} aria-labelledby="invitation-title">
      <div className={classes.invitationHead}>
        <p id="invitation-title">
          {invitedAt ? (
            <>
              Invited by e-mail <RelativeTime time={invitedAt} />.
            </>
          ) : mail ? (
            'Not invited by e-mail yet.'
          ) : (
            'No mail server is set up: send the text yourself.'
          )}
        </p>
        {mail && (
          <Button
            size="xs"
            variant="default"
            loading={invite.isPending}
            onClick={() => invite.mutate([person])}
          >
            {invitedAt ? 'Invite again' : 'Invite'}
          </Button>
        )}
      </div>
      <details className={classes.invitationText}>
        <summary>What the invitation says</summary>
        <InvitationText person={person} />
        {!mail && (
          <p className={classes.aside}>
            <GuideLink place="invitations" inNewTab>
              How WorkSights comes to send it itself
            </GuideLink>
          </p>
        )}
      </details>
    </section>
  );
}

function InvitationText({ person }: { readonly person: User }) {
  const clipboard = useClipboard({ timeout: 1500 });
  const doors = useQuery(providersQuery);
  const invitation = useQuery(invitationQuery(person.id));
  if (invitation.isPending) return <SkeletonRows count={3} />;
  if (invitation.isError)
    return <LoadFailed error={invitation.error} onRetry={() => void invitation.refetch()} />;
  const { text } = invitation.data;
  return (
    <>
      <p className={classes.letter}>{text}</p>
      <Button size="compact-sm" variant="default" onClick={() => clipboard.copy(text)}>
        {clipboard.copied ? 'Copied' : 'Copy the text'}
      </Button>
      {doors.data?.items.length === 0 && (
        <p className={classes.aside}>
          There is no sign-in provider yet. Whoever runs this installation makes the token:{' '}
          <CopyText text={`worksights token create --email ${person.email}`} label="Copy the command" />
        </p>
      )}
    </>
  );
}
