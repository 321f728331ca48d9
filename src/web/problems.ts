/** What a code of the authorisation or of the API means to the person in front of the page. */
export interface ProblemWords {
  readonly title: string;
  /** What happened and what it means. */
  readonly cause: string;
  readonly fix: string;
}

const nothingKept = 'Nothing was set up and nothing was kept.';

/** One row for each code that an authorisation can end with. */
const connectProblems: Readonly<Record<string, ProblemWords>> = {
  access_denied: {
    title: 'Access was denied in Salesforce',
    cause: `Deny was chosen on Salesforce's consent page, so WorkSights received no access. ${nothingKept}`,
    fix: 'Try again and choose Allow on the consent page.',
  },
  unsupported_edition: {
    title: 'This edition of Salesforce is not supported',
    cause: `The org's edition does not offer Change Data Capture, which WorkSights reads changes from. Its access was revoked. ${nothingKept}`,
    fix: 'Connect an org of Enterprise, Unlimited, Performance or Developer Edition.',
  },
  missing_permission: {
    title: 'The Salesforce user lacks Customize Application or View Setup and Configuration',
    cause: `WorkSights creates one private data channel in the org, and Salesforce allows that only with both permissions. ${nothingKept}`,
    fix: 'Ask your Salesforce administrator for “Customize Application” and “View Setup and Configuration”, or let an administrator connect. Then try again.',
  },
  already_connected: {
    title: 'This org is connected already',
    cause:
      'A connection to the same org exists in this account. It goes on as before; a second one would count everything twice.',
    fix: 'Open the existing connection in the list below. To connect another org, sign in to that one in Salesforce first.',
  },
  invalid_state: {
    title: 'The authorisation could not be matched to this browser',
    cause: `It was started in another browser or session, used before, or took longer than 10 minutes. ${nothingKept}`,
    fix: 'Try again and finish in this browser within 10 minutes.',
  },
  api_disabled: {
    title: 'The API is off for this org or user',
    cause: `Salesforce refuses every API call. Either the edition has no API, or the user lacks “API Enabled”. ${nothingKept}`,
    fix: 'Check that the org is of a supported edition, and ask your Salesforce administrator for “API Enabled”. Then try again.',
  },
  app_not_installed: {
    title: 'The WorkSights app is not installed in this org',
    cause: `Salesforce lets only some users approve an app that is not installed, and this user is not one of them. ${nothingKept}`,
    fix: 'Let a System Administrator connect first, or have the app installed in Setup under Connected Apps OAuth Usage. Then try again.',
  },
  app_blocked: {
    title: 'Salesforce blocks the WorkSights app for this user',
    cause: `An administrator of the org blocked the app, or admits only chosen users to it. ${nothingKept}`,
    fix: 'Ask your Salesforce administrator to unblock the app in Setup under Connected Apps OAuth Usage, or to admit the user.',
  },
  environment_mismatch: {
    title: 'Production and Sandbox were mixed up',
    cause: `The org that you signed in to is not of the kind that was chosen. ${nothingKept}`,
    fix: 'Try again and choose the other environment.',
  },
  no_refresh_token: {
    title: 'Salesforce granted no lasting access',
    cause: `The answer held no refresh token, so access would have ended within hours. ${nothingKept}`,
    fix: 'Give the app the scope “Perform requests at any time (refresh_token, offline_access)” in Salesforce, then try again.',
  },
  exchange_failed: {
    title: 'Salesforce did not complete the authorisation',
    cause: `The exchange of the code for access failed. This can be a passing fault of the network or a wrong setting of this installation. ${nothingKept}`,
    fix: "Try again. If it fails again, let the installation's operators check the client id, its secret and the callback URL.",
  },
  wrong_org: {
    title: 'A different org was authorised',
    cause:
      'You signed in to another org than the one that this connection belongs to. The connection is unchanged.',
    fix: 'Reconnect and sign in to the right org. To watch the other org too, add it as a connection of its own.',
  },
  wrong_sandbox: {
    title: 'A different org was authorised, or the sandbox was refreshed',
    cause:
      'The org that you signed in to is not the one that this connection belongs to. A refresh gives a sandbox a new org id. The connection is unchanged.',
    fix: 'If the sandbox was refreshed, choose Replace and sign in to it: it gets a new channel, reading starts anew, people are imported again, and the entries that are here stay. If it was the wrong org, Reconnect and sign in to the right one.',
  },
};

/** Always gives words: a code that is new to these pages is shown as it came. */
export function connectProblem(code: string): ProblemWords {
  return (
    connectProblems[code] ?? {
      title: 'The connection could not be made',
      cause: 'Salesforce or WorkSights ended the authorisation for a reason that this page has no words for.',
      fix: 'Try again. If it fails again, send the code below to your operators.',
    }
  );
}
