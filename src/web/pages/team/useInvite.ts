import { useMutation, useQueryClient } from '@tanstack/react-query';
import { accountApi } from '../../accountApi.ts';
import { ProblemError, type User } from '../../api.ts';
import { notice, noticeOfFailure } from '../../components/notice.tsx';
import { toCount } from '../../format.ts';
import { usersQuery } from '../../queries.ts';

// As many as one call takes.
const mostAtOnce = 100;

// What a mail server, or the way to it, answers with; see nodemailer's errors.
const reasons: Readonly<Record<string, string>> = {
  EAUTH: 'the mail server refused the sign-in of WorkSights',
  EENVELOPE: 'the mail server refused the address',
  EMESSAGE: 'the mail server refused the message',
  ETLS: 'the mail server and WorkSights agree on no encryption',
};

const toWords = (reason: string) => `${reasons[reason] ?? 'the mail server cannot be reached'} (${reason})`;

/** Invites people by e-mail, says what became of it, and puts who was invited into the list. */
export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (people: readonly User[]) => {
      const done = [];
      for (let at = 0; at < people.length; at += mostAtOnce) {
        const ids = people.slice(at, at + mostAtOnce).map(({ id }) => id);
        done.push(...(await accountApi.invite(ids)).items);
      }
      return done;
    },
    onSuccess: (done) => {
      const byId = new Map(done.map(({ user }) => [user.id, user]));
      client.setQueryData(usersQuery.queryKey, (now) => now?.map((each) => byId.get(each.id) ?? each));
      const sent = done.filter((each) => each.sent);
      if (sent.length > 0) {
        notice(
          sent.length === 1
            ? `${sent[0]!.user.name} is invited at ${sent[0]!.user.email}.`
            : `${toCount(sent.length, 'person', 'people')} are invited.`,
        );
      }
      const failed = done.filter((each) => !each.sent);
      if (failed.length > 0) noticeOfFailure(toTitle(failed), toFailure(failed[0]!.reason ?? ''));
    },
    onError: (error) => noticeOfFailure('Nobody was invited', error),
  });
}

const toTitle = (failed: readonly { readonly user: User }[]) =>
  failed.length === 1
    ? `${failed[0]!.user.name} is not invited`
    : `${toCount(failed.length, 'person', 'people')} are not invited`;

const toFailure = (reason: string) =>
  new ProblemError({
    ...{ status: 0, code: 'mail_failed', detail: `The mail was not sent: ${toWords(reason)}.` },
    fix: 'Try again later, or copy the text and send it yourself. The operators of the installation set the mail server.',
  });
