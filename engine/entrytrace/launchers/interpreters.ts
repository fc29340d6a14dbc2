import { isKnown, type Text } from '../text.ts';
import { fileLoad } from './java.ts';
import { type Launcher, type Load, operandsAt } from './launcher.ts';

/** Interpreters whose script is the first operand. */
type Rule = Readonly<{ program: string; values: string; code?: RegExp; what?: string; file?: RegExp }>;

const RULES: Readonly<Record<string, Rule>> = {
  ruby: { program: 'ruby', values: 'I r E C', code: /^-[a-z]*e$/ },
  perl: { program: 'perl', values: 'I M m', code: /^-[a-z]*[eE]$/ },
  php: { program: 'php', values: 'c d S t z B R F E', code: /^-r$/, file: /^(?:-f|--file)$/ },
  lua: { program: 'lua', values: 'l', code: /^-e$/ },
  tclsh: { program: 'tcl', values: '' },
  Rscript: { program: 'r', values: '', code: /^-e$/ },
  deno: { program: 'deno', values: '' },
  julia: { program: 'julia', values: 'p J', code: /^-[eE]$/ },
};

/** An interpreter by its name. */
export function interpreter(name: string): Launcher | undefined {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (!rule) return undefined;
  return (process, world) => {
    const { argv } = process;
    const code = rule.code ? argv.findIndex((word, i) => i > 0 && (rule.code?.test(word) ?? false)) : -1;
    const at = operandsAt(argv, rule.values);
    const given = rule.file ? argv.findIndex((word) => rule.file?.test(word) ?? false) : -1;
    const loads: Load[] = [];
    if (code > 0 && code < at) loads.push({ what: 'code', argv: [argv[code + 1] ?? ''], path: null });
    else {
      const script = given > 0 ? argv[given + 1] : argv[at];
      if (script !== undefined && script !== '-') loads.push(fileLoad(world, process, 'script', script, 'MissingFile'));
    }
    return { do: 'loads', program: rule.program, loads };
  };
}

/** `dotnet [exec] [options] app.dll`. */
export const dotnet: Launcher = (process, world) => {
  const words = process.argv.slice(process.argv[1] === 'exec' ? 2 : 1);
  const at = operandsAt(
    words,
    '--runtimeconfig --depsfile --additionalprobingpath --additional-deps --fx-version --roll-forward',
    0,
  );
  const target = words[at];
  if (target === undefined || (isKnown(target) && !target.endsWith('.dll'))) return undefined;
  return { do: 'loads', program: 'dotnet', loads: [fileLoad(world, process, 'assembly', target, 'MissingFile')] };
};

/** `bundle exec COMMAND`. */
export const bundle: Launcher = ({ argv }) => {
  const words = argv.slice(1);
  const at = words.indexOf('exec');
  const behind = words
    .slice(at + 1)
    .filter((word, i, all) => !(word.startsWith('--') && all.slice(0, i).every((one) => one.startsWith('--'))));
  return at < 0 || behind.length === 0 ? undefined : { do: 'chain', argv: behind };
};

/** Programs that are given a configuration by an option: it is read, and they stay what runs. */
const CONFIGURED: Readonly<Record<string, Readonly<{ option: RegExp; fallback?: readonly string[] }>>> = {
  haproxy: { option: /^-f(.*)$/s },
  envoy: { option: /^(?:-c|--config-path=?)(.*)$/s },
  apache2: { option: /^-f(.*)$/s, fallback: ['/etc/apache2/apache2.conf'] },
  httpd: { option: /^-f(.*)$/s, fallback: ['/usr/local/apache2/conf/httpd.conf', '/etc/httpd/conf/httpd.conf'] },
  'php-fpm': { option: /^(?:-y|--fpm-config=?)(.*)$/s, fallback: ['/usr/local/etc/php-fpm.conf'] },
  caddy: { option: /^--config(?:=(.*))?$/s, fallback: ['/etc/caddy/Caddyfile'] },
};

/** A server by its name. */
export function server(name: string): Launcher | undefined {
  const plain = /^php-fpm[\d.]*$/.test(name) ? 'php-fpm' : name;
  const rule = Object.hasOwn(CONFIGURED, plain) ? CONFIGURED[plain] : undefined;
  if (!rule) return undefined;
  return (process, world) => {
    const { argv } = process;
    let given: Text | undefined;
    for (const [i, word] of argv.entries()) {
      const found = i > 0 ? rule.option.exec(word) : null;
      if (found) given = found[1] !== undefined && found[1] !== '' ? found[1] : argv[i + 1];
    }
    const fallback = rule.fallback?.find((path) => world.find(path, '/')?.type === 'file');
    const loads =
      given !== undefined
        ? [fileLoad(world, process, 'configuration', given, 'MissingFile')]
        : fallback === undefined
          ? []
          : [{ what: 'configuration', argv: [fallback], path: fallback }];
    return { do: 'loads', program: plain, loads };
  };
}
