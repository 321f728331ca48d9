import type { ActiveFault } from '../faultStore.ts';
import { beats } from '../org/beats.ts';
import { restFields } from '../org/objects/index.ts';
import type { OrgRecord } from '../org/record.ts';
import type { StagedOrg } from '../org/stage.ts';
import { faultForm } from './faultForm.ts';
import { escapeHtml, hidden, page } from './html.ts';

const OBJECTS = ['Opportunity', 'Case', 'Task', 'Event', 'Contact', 'Account', 'Lead'];
/** Records offered in the picker, newest change first. */
const OFFERED = 200;

/** What the page shows beside the form. */
export interface ControlView {
  readonly orgs: readonly StagedOrg[];
  readonly staged: StagedOrg;
  readonly object: string;
  readonly message: string | undefined;
  readonly recent: readonly string[];
  readonly faults: readonly ActiveFault[];
}

/** The control page: change a record as a user, play the story. Plain forms, no script. */
export function controlPage(view: ControlView): string {
  const { staged, message } = view;
  const { org } = staged;
  const said = message ? `<p role="status"><strong>${escapeHtml(message)}</strong></p>` : '';
  return page(
    'Org control',
    `<span class="brand">Salesforce org emulator</span><h1>${escapeHtml(org.settings.name)}: make something happen</h1>
    <p class="note">${escapeHtml(`${org.settings.edition} · ${org.settings.environment} · ${org.orgId} · org time ${new Date(org.now()).toISOString()}`)}</p>
    ${said}${orgLinks(view)}${objectLinks(view)}${changeForm(view)}${storyForm(view)}${faultForm(org.orgId, view.object, view.faults)}${recentChanges(view)}`,
    true,
  );
}

function orgLinks({ orgs, staged }: ControlView): string {
  if (orgs.length < 2) return '';
  const links = orgs.map(
    ({ org }) =>
      `<a href="/control?org=${org.orgId}">${escapeHtml(org.settings.name)}${org === staged.org ? ' (this one)' : ''}</a>`,
  );
  return `<p>Org: ${links.join(' · ')}</p>`;
}

function objectLinks({ staged, object }: ControlView): string {
  const links = OBJECTS.map((name) =>
    name === object
      ? `<strong>${name}</strong>`
      : `<a href="/control?org=${staged.org.orgId}&amp;object=${name}">${name}</a>`,
  );
  return `<h2>Change a record</h2><p>${links.join(' · ')}</p>`;
}

function changeForm({ staged, object }: ControlView): string {
  const { org } = staged;
  const def = org.objectDef(object)!;
  const records = org
    .records(def.name)
    .filter((each) => !each.IsDeleted)
    .sort((a, b) => Number(b.SystemModstamp) - Number(a.SystemModstamp));
  const users = org.records('User').filter((each) => each.IsActive === true && each.UserType === 'Standard');
  const fields = [...restFields(def).values()].filter(
    (each) => (each.updateable ?? true) && each.type !== 'reference',
  );
  const first = ['StageName', 'Status', 'Title', 'Name', 'Subject'];
  fields.sort((a, b) => rank(first, a.name) - rank(first, b.name));
  const values = fields
    .flatMap((field) => field.picklist ?? [])
    .map(({ value }) => `<option value="${escapeHtml(value)}">`);
  return `<form method="post" action="/control/change">${hidden('org', org.orgId)}${hidden('object', def.name)}<div class="row">
    ${select(
      'id',
      'Record',
      records.slice(0, OFFERED).map((each) => [each.Id, labelOf(each)]),
    )}
    ${select(
      'user',
      'As',
      users.map((each) => [each.Id, String(each.Name)]),
    )}
    ${select(
      'field',
      'Field',
      fields.map((each) => [each.name, `${each.label} (${each.name})`]),
    )}
    <div><label for="value">New value</label><input id="value" name="value" list="values"><datalist id="values">${[...new Set(values)].join('')}</datalist></div></div>
    <div class="buttons"><button type="submit" name="action" value="delete">Delete it</button><button class="primary" type="submit" name="action" value="update">Change it</button></div></form>`;
}

function storyForm({ staged, object }: ControlView): string {
  const buttons = Object.keys(beats).map(
    (name) => `<button type="submit" name="name" value="${name}">${escapeHtml(words(name))}</button>`,
  );
  return `<h2>Play the story</h2><form method="post" action="/control/story">${hidden('org', staged.org.orgId)}${hidden('object', object)}
    <div class="buttons" style="justify-content:flex-start"><button class="primary" type="submit">Next beat</button>${buttons.join('')}</div></form>`;
}

function recentChanges({ recent }: ControlView): string {
  const rows = recent.map((each) => `<tr><td>${escapeHtml(each)}</td></tr>`).join('');
  return `<h2>Latest change events</h2><table><tbody>${rows || '<tr><td>None yet</td></tr>'}</tbody></table>`;
}

function select(name: string, label: string, options: readonly (readonly [string, string])[]): string {
  const items = options
    .map(([value, text]) => `<option value="${escapeHtml(value)}">${escapeHtml(text)}</option>`)
    .join('');
  return `<div><label for="${name}">${label}</label><select id="${name}" name="${name}">${items}</select></div>`;
}

function labelOf(record: OrgRecord): string {
  const name = record.Name ?? record.Subject ?? record.Id;
  const state = record.StageName ?? record.Status;
  return [record.CaseNumber, name, state && `(${state})`].filter(Boolean).join(' ');
}

const rank = (first: readonly string[], name: string): number =>
  first.includes(name) ? first.indexOf(name) : first.length;
const words = (camel: string): string => camel.replace(/([A-Z])/g, ' $1').toLowerCase();
