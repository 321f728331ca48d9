/** Escapes a text for HTML. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

const STYLE = `
  :root { color-scheme: light; }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; background: #f3f5f9; color: #16202e; font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 26rem; margin: 8vh auto; background: #fff; border: 1px solid #d8dde6; border-radius: 8px; padding: 2rem; }
  main.wide { max-width: 62rem; margin: 2rem auto; }
  h1 { font-size: 1.35rem; font-weight: 600; margin: 0 0 1rem; }
  h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
  .brand { display: block; color: #0b5cab; font-weight: 600; margin-bottom: 1.5rem; }
  ul { padding-left: 1.2rem; } li { margin: .35rem 0; }
  label { display: block; font-size: .85rem; margin: .75rem 0 .25rem; }
  select, input { width: 100%; font: inherit; padding: .5rem; border: 1px solid #a8b1bf; border-radius: 4px; background: #fff; }
  button { font: inherit; padding: .5rem 1.25rem; border-radius: 4px; border: 1px solid #747d8c; background: #fff; cursor: pointer; }
  button.primary { background: #0b5cab; border-color: #0b5cab; color: #fff; }
  button:focus-visible, select:focus-visible, input:focus-visible { outline: 3px solid #7ab6f0; outline-offset: 1px; }
  .buttons { display: flex; gap: .75rem; justify-content: flex-end; margin-top: 1.5rem; flex-wrap: wrap; }
  .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0 1rem; align-items: end; }
  .note { color: #5a6676; font-size: .85rem; }
  .error { border-left: 4px solid #b3261e; padding-left: .75rem; }
  table { border-collapse: collapse; width: 100%; font-size: .85rem; } td, th { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #e5e9f0; }
`;

/** A whole page; `body` is HTML that is already escaped. */
export function page(title: string, body: string, wide = false): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main${wide ? ' class="wide"' : ''}>${body}</main></body></html>`;
}

/** A hidden form field. */
export function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`;
}
