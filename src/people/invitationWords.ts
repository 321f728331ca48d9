/** What an invitation speaks of. */
export interface InvitationFacts {
  readonly accountName: string;
  readonly inviterName: string;
  readonly person: { readonly name: string; readonly email: string };
  /** Address of the product. */
  readonly url: string;
  /** Names of the sign-in providers that let the person in. */
  readonly providers: readonly string[];
}

/** How somebody is told that they are invited and how they sign in: plain text, to be sent or to be copied. */
export function toInvitation(facts: InvitationFacts): { subject: string; text: string } {
  const account = inLine(facts.accountName);
  const inviter = inLine(facts.inviterName);
  return {
    subject: `${inviter} invites you to WorkSights for ${account}`,
    text: [
      `Hello ${inLine(facts.person.name)},`,
      `${inviter} has added you to ${account} on WorkSights, a timeline of who did what, when, in the systems that ${account} works in. You see your own entries there, and what is stored about you.`,
      facts.url,
      toWay(facts, inviter),
      'If you do not know what this is about, leave it: nothing happens until you sign in.',
    ].join('\n\n'),
  };
}

function toWay({ providers, person }: InvitationFacts, inviter: string): string {
  if (providers.length === 0) {
    return `You sign in with an access token. Ask ${inviter} for one, and paste it there.`;
  }
  const named = new Intl.ListFormat('en', { type: 'disjunction' }).format(providers);
  return `Sign in with ${named}, as ${person.email}. WorkSights has no password of its own.`;
}

// Names are what somebody typed: one with a line break in it must not add lines of its own.
const inLine = (name: string) => name.replace(/[\s\p{C}]+/gu, ' ').trim();
