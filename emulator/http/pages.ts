import { escapeHtml, hidden, page } from './html.ts';

/** What each scope is called on the consent page. */
const scopeLines: Readonly<Record<string, string>> = {
  id: 'Access the identity URL service',
  api: 'Manage user data via APIs',
  refresh_token: 'Perform requests at any time',
  openid: 'Access unique user identifiers',
};

const BRAND = '<span class="brand">Salesforce org emulator</span>';

/** One person who can be picked on the login page. */
export interface LoginChoice {
  readonly username: string;
  readonly name: string;
  readonly org: string;
}

/** The login page: a picker in place of a password. */
export function loginPage(
  requestId: string,
  choices: readonly LoginChoice[],
  selected: string | undefined,
): string {
  const options = choices
    .map(({ username, name, org }) => {
      const chosen = username === selected ? ' selected' : '';
      return `<option value="${escapeHtml(username)}"${chosen}>${escapeHtml(`${name} · ${username} · ${org}`)}</option>`;
    })
    .join('');
  return page(
    'Login | Salesforce',
    `${BRAND}<h1>Log in</h1><form method="post" action="/login">${hidden('request', requestId)}
    <label for="username">Username</label><select id="username" name="username">${options}</select>
    <p class="note">This is the emulator: pick whose login to use, no password is asked.</p>
    <div class="buttons"><button class="primary" type="submit" name="login" value="1">Log In</button></div></form>`,
  );
}

/** The consent page, "Allow Access?". */
export function consentPage(
  requestId: string,
  appName: string,
  username: string,
  scopes: readonly string[],
): string {
  const lines = scopes.map((scope) => `<li>${escapeHtml(scopeLines[scope] ?? scope)}</li>`).join('');
  const app = escapeHtml(appName);
  return page(
    'Allow Access?',
    `${BRAND}<h1>Allow Access?</h1><p><strong>${app}</strong> is asking to:</p><ul>${lines}</ul>
    <p>Do you want to allow access for ${escapeHtml(username)}? <a href="/login/switch?request=${encodeURIComponent(requestId)}">(Not you?)</a></p>
    <form method="post" action="/setup/secur/RemoteAccessAuthorizationPage.apexp">${hidden('request', requestId)}
    <div class="buttons"><button type="submit" name="decision" value="deny">Deny</button>
    <button class="primary" type="submit" name="decision" value="allow">Allow</button></div></form>
    <p class="note">To revoke access at any time, go to your personal settings.</p>`,
  );
}

/** The page on which Salesforce shows what it does not send back to the app. */
export function oauthErrorPage(error: string, description: string): string {
  return page(
    'OAuth Error',
    `${BRAND}<h1>OAuth Error</h1><div class="error"><p>We can't authorize you because of an OAuth error. For more information, contact your Salesforce administrator.</p>
    <p><code>${escapeHtml(error)}</code> : ${escapeHtml(description)}</p></div>`,
  );
}
