import type { Config } from '../../config.ts';
import { openContext, openStore } from '../context.ts';
import { type OutputOptions, printJson, printLine } from '../output.ts';
import { type Finding, say } from './checks.ts';
import { checkConnections } from './connections.ts';
import { checkAccounts, checkDatabase, checkProviders, checkSettings } from './installation.ts';

/** Looks over the whole installation and prints what it finds, without secrets; exit code 1 where there is a problem. */
export async function doctor(config: Config, options: OutputOptions): Promise<void> {
  const findings = [...checkSettings(config), ...(await checkRest(config))];
  const problems = findings.filter(({ state }) => state === 'problem').length;
  if (options.json) printJson({ healthy: problems === 0, findings });
  else for (const line of toLines(findings, problems)) printLine(line);
  process.exitCode = problems === 0 ? 0 : 1;
}

async function checkRest(config: Config): Promise<Finding[]> {
  const db = await openStore(config).catch((error: Error) => error);
  if (db instanceof Error)
    return [say('database').problem(withoutPassword(db.message), 'Check DATABASE_URL, and that it runs.')];
  try {
    const context = await openContext({ ...config, logLevel: 'silent' }, db);
    return [
      ...(await checkDatabase(context)),
      ...(await checkProviders(config, context)),
      ...(await checkAccounts(context)),
      ...(await checkConnections(context)),
    ];
  } finally {
    await db.close();
  }
}

function withoutPassword(text: string): string {
  return text.replaceAll(/(postgres(?:ql)?:\/\/[^:@/\s]*:)[^@\s]*@/g, '$1***@');
}

const marks = { ok: 'ok     ', warning: 'look   ', problem: 'PROBLEM' } as const;

function toLines(findings: readonly Finding[], problems: number): string[] {
  const lines = findings.flatMap(({ area, subject, state, text, fix }) => [
    `${marks[state]}  ${subject === null ? area : `${area} of ${subject}`}: ${text}`,
    ...(fix === null ? [] : [`         ${fix}`]),
  ]);
  return [...lines, problems === 0 ? 'Nothing is wrong.' : `${problems} to mend.`];
}
