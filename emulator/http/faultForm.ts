import type { ActiveFault } from '../faultStore.ts';
import { faultCatalogue } from '../faults.ts';
import { escapeHtml, hidden } from './html.ts';

const AREAS = {
  authorize: 'Login and consent',
  token: 'Token endpoint',
  identity: 'Identity',
  rest: 'REST',
  tooling: 'Tooling',
  bulk: 'Bulk queries',
  pubsub: 'Pub/Sub errors',
  stream: 'Streams',
  event: 'Events',
} as const;

/** The part of the control page that injects faults: a button for each, in its area, and those that wait. */
export function faultForm(orgId: string, object: string, active: readonly ActiveFault[]): string {
  const groups = Object.entries(AREAS).map(([area, label]) => {
    const buttons = faultCatalogue
      .filter((each) => each.area === area)
      .map(
        ({ name, description }) =>
          `<button type="submit" name="name" value="${escapeHtml(name)}" title="${escapeHtml(description)}">${escapeHtml(name)}</button>`,
      );
    return `<details><summary>${label}</summary><div class="buttons" style="justify-content:flex-start">${buttons.join('')}</div></details>`;
  });
  return `<h2 id="faults">Inject a fault</h2><form method="post" action="/control/fault">${hidden('org', orgId)}${hidden('object', object)}
    <div class="row"><div><label for="times">How often</label><select id="times" name="times"><option value="1">Once</option><option value="always">Until cleared</option></select></div></div>
    ${groups.join('')}</form>${waiting(orgId, object, active)}`;
}

function waiting(orgId: string, object: string, active: readonly ActiveFault[]): string {
  if (active.length === 0) return '<p class="note">No fault waits.</p>';
  const rows = active.map(
    ({ name, left, struck }) =>
      `<tr><td>${escapeHtml(name)}</td><td>${Number.isFinite(left) ? `${left} left` : 'until cleared'}, struck ${struck}</td><td><button type="submit" name="clear" value="${escapeHtml(name)}">Clear</button></td></tr>`,
  );
  return `<form method="post" action="/control/fault">${hidden('org', orgId)}${hidden('object', object)}<table><tbody>${rows.join('')}</tbody></table>
    <div class="buttons"><button type="submit" name="clear" value="all">Clear all</button></div></form>`;
}
