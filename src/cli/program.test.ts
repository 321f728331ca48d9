import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { layDatabase } from '../../test/helpers/database.ts';
import { buildProgram } from './program.ts';

describe('the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worksights-cli-'));
    await layDatabase(folder);
    vi.stubEnv('WORKSIGHTS_DATA_DIR', folder);
    vi.stubEnv('DATABASE_URL', '');
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  /** Runs a command in this process; answers what it printed and its exit code. */
  async function run(...words: string[]): Promise<{ code: number; said: string }> {
    let said = '';
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        said += text;
        return true;
      });
    }
    process.exitCode = 0;
    try {
      await buildProgram().parseAsync(['node', 'worksights', ...words]);
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      return { code: error.exitCode, said };
    } finally {
      vi.restoreAllMocks();
    }
    const code = Number(process.exitCode);
    process.exitCode = 0;
    return { code, said };
  }
  const json = async (...words: string[]) => JSON.parse((await run(...words, '--json')).said);

  it('refuses what it does not know with code 64 and a hint, and helps with code 0', async () => {
    for (const words of [
      ['fly'],
      ['user', 'list', '--loud'],
      ['user', 'add'],
      ['sweep', 'x', 'everything'],
    ]) {
      expect(await run(...words)).toMatchObject({ code: 64, said: expect.stringContaining('--help') });
    }
    expect(await run('token', 'create', '--email', 'a@b.example', '--days', '-1')).toMatchObject({
      code: 64,
    });
    expect((await run('fly')).said).toContain("there is no command 'fly'");
    const help = await run('--help');
    expect(help.code).toBe(0);
    for (const command of ['account', 'user', 'token', 'connection', 'sweep', 'import', 'export', 'doctor']) {
      expect(help.said).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
  });

  it('says what is missing where there is no account yet', async () => {
    await expect(run('user', 'list')).rejects.toThrow('there is no account yet');
    expect((await run('account', 'list')).said).toBe('none\n');
    expect((await run('connection', 'list')).said).toBe('none\n');
  }, 60_000);

  it('keeps the people and tokens of an account', async () => {
    const names = ['--name', 'Acme', '--domain', 'acme.example', '--owner-name', 'Olga'];
    const made = await json('account', 'create', ...names, '--owner-email', 'olga@acme.example');
    expect(made).toEqual({
      ...{ domain: 'acme.example', owner: 'olga@acme.example' },
      token: expect.stringMatching(/^wst_[\w-]{43}$/),
    });
    const jon = ['--email', 'jon@acme.example'];
    const told = ['--name', 'Jon', '--manager', 'olga@acme.example', '--region', 'EMEA', '--no-login'];
    expect(await json('user', 'add', ...jon, ...told)).toEqual([
      expect.objectContaining({
        manager: 'olga@acme.example',
        region: 'EMEA',
        loginAccess: false,
        active: true,
      }),
    ]);
    await expect(
      run('user', 'change', '--email', 'olga@acme.example', ...['--manager', 'jon@acme.example']),
    ).rejects.toThrow('circle');
    await expect(run('user', 'deactivate', '--email', 'olga@acme.example')).rejects.toThrow('last Owner');
    expect(await json('user', 'deactivate', ...jon)).toMatchObject([{ active: false }]);
    expect(await json('user', 'change', ...jon, '--role', 'manager', '--manager', 'none')).toMatchObject([
      { role: 'manager', manager: null, active: false },
    ]);
    const table = (await run('user', 'list')).said.split('\n');
    expect(table[0]).toMatch(/^email +name +role +manager/);
    expect(table[1]).toMatch(/^jon@acme\.example +Jon +manager +- /);

    const olga = ['--email', 'olga@acme.example'];
    const token = await json('token', 'create', ...olga, '--scope', 'scim', '--name', 'Okta', '--days', '30');
    await run('token', 'revoke', token.id, ...olga);
    const listed = await json('token', 'list', ...olga);
    expect(listed[0]).toMatchObject({ name: 'Okta', scope: 'scim', revoked: expect.stringMatching(/Z$/) });
    expect(JSON.stringify(listed)).not.toContain(token.token);
    expect((await run('export')).said).toBe('');

    expect((await run('account', 'change', '--new-domain', 'no domain')).code).toBe(64);
    expect(await json('account', 'change', '--name', 'Acme Europe')).toMatchObject([
      { name: 'Acme Europe', domain: 'acme.example' },
    ]);
  }, 60_000);

  it('looks over an installation that is only begun', async () => {
    const found = await run('doctor', '--json');
    expect(found.code).toBe(1);
    const { healthy, findings } = JSON.parse(found.said);
    expect(healthy).toBe(false);
    const states = Object.fromEntries(
      findings.map((each: { text: string; state: string }) => [each.text, each.state]),
    );
    expect(states).toMatchObject({
      'no Salesforce app': 'problem',
      'no sign-in provider': 'warning',
      'acme.example has an Owner': 'ok',
      'no connection at work': 'warning',
    });
    expect((await run('doctor')).said).toContain('PROBLEM  configuration: no Salesforce app');
  }, 60_000);

  it.each(['bash', 'zsh', 'fish'])('teaches %s its commands', async (shell) => {
    const { said } = await run('completion', shell);
    expect(said).toContain('deactivate');
    expect(said).toMatch(/field-history|months/);
  });

  it.each([
    ['', 'start'],
    ['user', 'deactivate'],
    ['user add --email jon@acme.example', '--manager'],
    ['import 1234', '--months'],
  ])('offers in bash after "worksights %s" what comes next', async (typed, offered) => {
    const { said } = await run('completion', 'bash');
    const words = `worksights ${typed}`.trim().split(' ');
    const script = `${said}\nCOMP_WORDS=(${words.join(' ')} ''); COMP_CWORD=${words.length}; _worksights; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', script]).toString().split(/\s/)).toContain(offered);
  });
});
