import type { ProblemWords } from '../../problems.ts';

/** One row for each code that a sign-in at a provider can end with. */
const signInProblems: Readonly<Record<string, ProblemWords>> = {
  sign_in_denied: {
    title: 'The provider did not let you in',
    cause: 'Access was declined on its page, or you chose to go back. Nothing was kept.',
    fix: 'Sign in again, and agree where the provider asks.',
  },
  sign_in_expired: {
    title: 'This sign-in can no longer be finished',
    cause:
      'It was started in another browser, was used before, or took longer than 10 minutes. Each one serves once.',
    fix: 'Sign in again and finish in this browser.',
  },
  sign_in_failed: {
    title: 'The provider did not complete the sign-in',
    cause:
      'Its answer failed a check, so nobody was let in. This can be a wrong setting of this installation.',
    fix: 'Try again. If it fails again, ask the operators of this installation: its log says why.',
  },
  provider_unavailable: {
    title: 'The provider cannot be reached',
    cause: 'WorkSights asked it and got no answer. Your account is not affected.',
    fix: 'Try again in a minute, or sign in another way.',
  },
  email_not_verified: {
    title: 'Your e-mail address is not confirmed',
    cause: 'The provider does not say that the address is yours, and WorkSights knows you by it.',
    fix: 'Verify your address at the provider, then sign in again.',
  },
  domain_not_allowed: {
    title: 'Addresses of your e-mail domain are not let in',
    cause: 'This provider signs in addresses of your company only, and you came with another one.',
    fix: 'Sign in with the address that you have at your company.',
  },
  no_login_access: {
    title: 'You have no login access here',
    cause: 'Nobody with your e-mail address may sign in: you were not added yet, or your access was ended.',
    fix: 'Ask an Owner, Executive or Admin of your company to add you, or to give you login access.',
  },
};

/** Always gives words: a code that is new to these pages is shown as it came. */
export const signInProblem = (code: string): ProblemWords =>
  signInProblems[code] ?? {
    title: 'You were not signed in',
    cause: 'The sign-in ended for a reason that this page has no words for.',
    fix: 'Try again. If it fails again, send the code below to your operators.',
  };
