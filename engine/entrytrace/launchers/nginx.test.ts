import { describe, expect, it } from 'vitest';
import { dir, file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import { outline, program, script, traceOf } from '#engine/testing/trace.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';

const BASE: readonly TarEntry[] = [
  program('bin/dash'),
  symlink('bin/sh', 'dash'),
  program('usr/bin/date'),
  program('usr/bin/envsubst'),
  program('bin/rm'),
  program('usr/sbin/nginx'),
];

const conf = (content: string): TarEntry => file('etc/nginx/nginx.conf', content);

function nginx(files: readonly TarEntry[], cmd: readonly string[] = ['nginx', '-g', 'daemon off;']): EntryTrace {
  return traceOf([...BASE, ...files], { cmd });
}

/** Files that it includes, each with the place of the `include`. */
function included({ hops }: EntryTrace): string[] {
  return hops
    .filter(({ kind, file: said }) => kind === 'load' && said !== null)
    .map(({ path, argv, file: said, line, column, reason }) =>
      [path ?? `(${argv.join(' ')})`, `${said}:${line}:${column}`, ...(reason === undefined ? [] : [reason])].join(' '),
    );
}

/** As Debian ships it, shortened. */
const DEBIAN: readonly TarEntry[] = [
  conf(`user www-data;
worker_processes auto;
include /etc/nginx/modules-enabled/*.conf;

events {
	worker_connections 768;
	# multi_accept on;
}

http {
	sendfile on;
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	log_format main '$remote_addr - "$request" { ; }'; # include no.conf;
	include /etc/nginx/conf.d/*.conf;
	include /etc/nginx/sites-enabled/*;
}

#mail {
#	include auth.conf;
#}
`),
  file('etc/nginx/mime.types', 'types {\n    text/html html htm;\n}\n'),
  dir('etc/nginx/conf.d'),
  dir('etc/nginx/modules-enabled'),
  file('etc/nginx/sites-enabled/.swp', ''),
  symlink('etc/nginx/sites-enabled/default', '../sites-available/default'),
  symlink('etc/nginx/sites-enabled/a', '/etc/nginx/sites-available/a'),
  file('etc/nginx/sites-available/a', ''),
  file('etc/nginx/sites-available/unused', ''),
  file(
    'etc/nginx/sites-available/default',
    String.raw`server {
	listen 80 default_server;
	root /var/www/html;
	location / { try_files $uri $uri/ =404; }
	location ~ \.php$ {
		include snippets/fastcgi-php.conf;
		fastcgi_pass unix:/run/php/php-fpm.sock;
	}
}
`,
  ),
  file('etc/nginx/snippets/fastcgi-php.conf', 'fastcgi_split_path_info ^(.+?\\.php)(/.*)$;\ninclude fastcgi.conf;\n'),
  file('etc/nginx/fastcgi.conf', 'fastcgi_param HTTPS $https if_not_empty;\n'),
];

describe('nginx follows includes', () => {
  it('in blocks, through patterns and links, from the folder of the configuration', () => {
    const trace = nginx(DEBIAN);
    expect(included(trace)).toEqual([
      'etc/nginx/mime.types etc/nginx/nginx.conf:12:2',
      'etc/nginx/sites-available/a etc/nginx/nginx.conf:16:2',
      'etc/nginx/sites-available/default etc/nginx/nginx.conf:16:2',
      'etc/nginx/snippets/fastcgi-php.conf etc/nginx/sites-available/default:6:3',
      'etc/nginx/fastcgi.conf etc/nginx/snippets/fastcgi-php.conf:2:1',
    ]);
    expect([trace.outcome, trace.diagnostics, new Set(trace.hops.map(({ status }) => status))]).toEqual([
      'resolved',
      [],
      new Set(['taken']),
    ]);
  });

  it.for<[what: string, content: string, ...files: string[]]>([
    ['quoted names', `http { include "a b.conf"; include 'c.conf'; }`, 'a b.conf', 'c.conf'],
    ['escaped names', String.raw`http { include a\ b.conf; include "c\"d.conf"; }`, String.raw`a\ b.conf`, 'c"d.conf'],
    [
      'words that hold quotes and #',
      `http { set $x it's#1; include a.conf; add_header X "#{"; include b.conf; }`,
      'a.conf',
      'b.conf',
    ],
    [
      'braces of variables',
      'http { server { proxy_pass http://${up}/x; include a.conf; } include b.conf; }',
      'a.conf',
      'b.conf',
    ],
    ['no line end', 'http{server{location / {include a.conf;return 200;}}include b.conf;}', 'a.conf', 'b.conf'],
    ['maps and types', 'http { map $a $b { include a.map; } types { include b.types; } }', 'a.map', 'b.types'],
    ['patterns of folders', 'http { include sites/*/s?.conf; }', 'sites/one/s1.conf', 'sites/two/s2.conf'],
    ['patterns for hidden names', 'http { include h/.*f; }', 'h/.x.conf'],
    ['parents', 'http { include h/../a.conf; }', 'h/../a.conf'],
  ])('with %s', ([_, content, ...files]) => {
    const others = ['a.conf', 'sites/one/s1.conf', 'sites/two/s2.conf', 'sites/.no/s3.conf', 'h/.x.conf', 'h/y.conf'];
    const names = new Set([...others, ...files.filter((name) => !name.includes('..'))]);
    const trace = nginx([conf(content), ...[...names].map((name) => file(`etc/nginx/${name}`, ''))]);
    const loads = trace.hops.filter(({ kind, file: said }) => kind === 'load' && said !== null);
    expect(loads.map(({ argv, path }) => [argv, path !== null])).toEqual(
      files.map((name) => [[`/etc/nginx/${name}`], true]),
    );
  });

  it('from where a configuration is named, not from where its link leads', () => {
    const files = [
      symlink('etc/nginx/nginx.conf', '/config/main.conf'),
      file('config/main.conf', 'http { include x.conf; }'),
      file('etc/nginx/x.conf', ''),
      file('config/x.conf', ''),
    ];
    expect(included(nginx(files))).toEqual(['etc/nginx/x.conf config/main.conf:1:8']);
    expect(included(nginx(files, ['nginx', '-c', '/config/main.conf']))).toEqual([
      'config/x.conf config/main.conf:1:8',
    ]);
  });

  it('once each, also in a ring, and takes modules only outside of blocks', () => {
    const trace = nginx([
      conf('http { include a.conf; load_module no.so; }\ninclude m.conf;\nstream { include m.conf; }\n'),
      file('etc/nginx/a.conf', 'include a.conf; include nginx.conf; load_module never.so;'),
      file('etc/nginx/m.conf', 'load_module /opt/m.so;'),
      file('opt/m.so', ''),
    ]);
    const paths = trace.hops.map(({ path }) => path);
    expect(paths.filter((path) => path === 'opt/m.so')).toEqual(['opt/m.so']);
    expect(trace.hops.some(({ argv }) => /no\.so|never\.so/.test(argv.join(' ')))).toBe(false);
    expect(paths.filter((path) => path === 'etc/nginx/a.conf')).toEqual(['etc/nginx/a.conf']);
  });

  it('and reads past Lua, which it does not follow', () => {
    const lua = `content_by_lua_block {
  -- don't { count
  local t = { "}", '}', [[ } ]] } --[=[ } ]] ]=]
  include = 1; ngx.say(#t)
}`;
    const files = [file('etc/nginx/a.conf', ''), file('etc/nginx/b.conf', '')];
    expect(included(nginx([conf(`http { server { ${lua} include a.conf; } include b.conf; }`), ...files]))).toEqual([
      '(content_by_lua_block) etc/nginx/nginx.conf:1:17 UnsupportedConstruct',
      'etc/nginx/a.conf etc/nginx/nginx.conf:5:3',
      'etc/nginx/b.conf etc/nginx/nginx.conf:5:21',
    ]);
    expect(included(nginx([conf('http { init_by_lua_file x.lua; include a.conf; }'), ...files]))).toEqual([
      '(init_by_lua_file) etc/nginx/nginx.conf:1:8 UnsupportedConstruct',
      'etc/nginx/a.conf etc/nginx/nginx.conf:1:32',
    ]);
  });

  it('and ends, whatever stands in it', () => {
    for (const piece of ['--[[', '"\\', "x_by_lua_block { '", '{ include *', '${', 'a_by_lua_block { [=[ ']) {
      const { hops } = nginx([conf(piece.repeat(20_000))]);
      expect(hops.map(({ path }) => path)).toContain('etc/nginx/nginx.conf');
    }
  });
});

describe('nginx does not know', () => {
  it('a file that is not there, or a folder in its place; a pattern may fit none', () => {
    const trace = nginx([
      conf('http {\n include gone.conf;\n include d;\n include none/*.conf;\n}\n'),
      dir('etc/nginx/d'),
    ]);
    expect(included(trace)).toEqual([
      '(/etc/nginx/gone.conf) etc/nginx/nginx.conf:2:2 MissingFile',
      '(/etc/nginx/d) etc/nginx/nginx.conf:3:2 MissingFile',
    ]);
  });

  it('files that a start script writes where a pattern looks', () => {
    const start = (body: string): EntryTrace =>
      traceOf(
        [
          ...BASE,
          script('start', `#!/bin/sh\n${body}\nexec nginx -g 'daemon off;'\n`),
          conf('http { include conf.d/*.conf; }'),
          file('etc/nginx/conf.d/default.conf', ''),
        ],
        { cmd: ['/start'] },
      );
    const loads = (body: string): string[] => included(start(body)).filter((line) => line.includes('conf.d'));
    const byImage = 'etc/nginx/conf.d/default.conf etc/nginx/nginx.conf:1:8';
    expect(loads('true')).toEqual([byImage]);
    expect(loads('envsubst > /etc/nginx/conf.d/app.conf')).toEqual([
      '(/etc/nginx/conf.d/app.conf) etc/nginx/nginx.conf:1:8 DynamicEnvironmentReference',
      byImage,
    ]);
    expect(loads('envsubst > /etc/nginx/conf.d/app.txt')).toEqual([byImage]);
    expect(loads('rm /etc/nginx/conf.d/default.conf')).toEqual([]);
    expect(loads('rm -r /etc/nginx/conf.d')).toEqual([]);
  });

  it('directives of its command line that are known only at run time', () => {
    const trace = nginx([conf('')], ['sh', '-c', 'exec nginx -g "$(date)"']);
    expect([outline(trace).at(-1), trace.outcome]).toEqual([
      outline(trace).find((line) => /load|possible/.test(line) && line.includes('nginx.conf')),
      'partiallyresolved',
    ]);
    expect(trace.diagnostics.map(({ reason }) => reason)).toContain('DynamicEnvironmentReference');
  });

  it('more files than the limit: it says so once', () => {
    const names = Array.from({ length: 1005 }, (_, i) => `n${i}`);
    const files = names.map((name) => file(`etc/nginx/${name}`, ''));
    const trace = nginx([conf(`http { ${names.map((name) => `include ${name};`).join('\n')} }`), ...files]);
    expect(trace.diagnostics.map(({ reason }) => reason)).toEqual(['RecursionLimitReached']);
    const glob = nginx([conf('http { include n*; }'), ...files]);
    expect(new Set(glob.diagnostics.map(({ reason }) => reason))).toContain('RecursionLimitReached');
  });
});
