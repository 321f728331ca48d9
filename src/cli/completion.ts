import type { Command } from 'commander';

const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** Every command with its words and options, `words` from the outermost on. */
function listCommands(command: Command, words: readonly string[] = []): { words: string; next: string[] }[] {
  const options = command.options.flatMap(({ long }) => (long ? [long] : []));
  const next = [...command.commands.map((each) => each.name()), ...options, '--help'];
  return [
    { words: words.join(' '), next },
    ...command.commands.flatMap((each) => listCommands(each, [...words, each.name()])),
  ];
}

/** A script that teaches a shell the commands and options of the program. */
export function toCompletion(program: Command, shell: Shell): string {
  const name = program.name();
  const commands = listCommands(program);
  if (shell === 'fish') {
    const lines = commands.flatMap(({ words, next }) =>
      next.map((each) => {
        const said =
          words === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${words.split(' ').at(-1)}`;
        const what = each.startsWith('--') ? `-l ${each.slice(2)}` : `-a ${each}`;
        return `complete -c ${name} -f -n '${said}' ${what}`;
      }),
    );
    return lines.join('\n');
  }
  // The longest first: behind a command stand its arguments, and the values of its options.
  const cases = commands
    .toSorted((a, b) => b.words.length - a.words.length)
    .map(({ words, next }) => {
      const pattern = words === '' ? "''" : `'${words}'|'${words} '*`;
      return `    ${pattern}) next='${next.join(' ')}' ;;`;
    })
    .join('\n');
  const script = `_${name}() {
  local words='' next='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) words="\${words:+$words }$word" ;; esac
  done
  case "$words" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$next" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _${name} ${name}`;
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${script}` : script;
}
