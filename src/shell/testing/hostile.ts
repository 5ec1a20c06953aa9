// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
/** The size inputs are blown up to. */
const SIZE = 65_536;

function fill(piece: string, size = SIZE): string {
  return piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
}

function each(count: number, piece: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => piece(i)).join(';');
}

function nestedQuotes(levels: number): string {
  let text = 'rm x';
  for (let i = 0; i < levels; i++) text = `bash -c '${text.replaceAll("'", "'\\''")}'`;
  return text.slice(0, SIZE);
}

/** Inputs of about 64 kB made to be slow: deep nesting, doubling values, long lists, scripts in scripts. By name. */
export function hostileInputs(): Readonly<Record<string, string>> {
  return {
    substitutions: fill('$('),
    'quoted substitutions': fill('"$('),
    backticks: fill('`'),
    parentheses: fill('('),
    groups: fill('{ '),
    ifs: fill('if '),
    cases: fill('case x in '),
    arithmetic: fill('$(('),
    sum: `echo $((${fill('1+')}1))`,
    braces: fill('{a,b}'),
    'nested braces': `echo ${fill('{a,{b,')}`,
    sequences: 'echo {1..999999999}{1..99999}{1..9999}',
    'doubling values': `a=x;${fill('a=$a$a;')}`,
    'doubling quoted values': `a=xxxxxxxxxx;${fill('a="$a$a";b=$a;')}`,
    'doubling files': each(400, (i) => `cat f${i} f${i + 1} > f${i + 2}`),
    'appending files': fill('cat a >> b; cat b >> a;'),
    pipeline: fill('a|'),
    statements: fill('rm a;'),
    'different statements': each(9_000, (i) => `rm a${i}`),
    words: `rm ${fill('a ')}`,
    'different words': `rm ${Array.from({ length: 12_000 }, (_, i) => `a${i}`).join(' ')}`,
    'single quotes': fill("'"),
    'double quotes': fill('"'),
    variables: fill('$a '),
    'nested defaults': fill('${a:-'),
    'nested defaults in quotes': fill('"${a:-'),
    'nested replacements': fill('${a/$(x)/'),
    'here-documents': fill('cat <<A\n'),
    'substitutions in a here-document': `cat <<A\n${fill('$(')}\nA`,
    'quoted here-documents': fill("a <<'E'\nx\nE\n"),
    recursion: fill('f(){ f;};f;'),
    'functions calling twice': `${'abcdefghijklmnopq'
      .split('')
      .map((name, i, all) => `${name}(){ ${all[i + 1] ?? ':'};${all[i + 1] ?? ':'};}`)
      .join(';')};a`,
    'nested loops': `${'for a in 1 2 3 4 5 6 7 8 9; do '.repeat(12)}rm $a;${'done;'.repeat(12)}`,
    'nested while': `${'while a; do '.repeat(30)}rm x;${'done;'.repeat(30)}`,
    eval: `${'eval '.repeat(13_000)}x`,
    'shells in shells': nestedQuotes(12),
    sudo: fill('sudo '),
    xargs: fill('xargs '),
    and: fill('a&&'),
    or: fill('a=1||'),
    alternatives: `${each(3_000, (i) => `[ x ] && v${i}=1 || v${i}=2`)};rm $v1 $v2 $v3`,
    'alternative directories': `${fill('cd a || cd b;')}rm x`,
    redirections: `a ${fill('>a ')}`,
    'process substitutions': fill('<('),
    descriptors: fill('exec {a}>b;'),
    globs: `rm ${fill('*')}`,
    'suffix patterns': `x=${fill('a', 4_000)}; echo ${'${x##*a*a*a*a*a*b}'}`,
    arrays: `${fill('a+=(x);')}rm ${'${a[@]}'}`,
    exports: `${each(3_000, (i) => `export a${i}=b`)};${fill('rm x;', 3_000)}`,
    links: `${each(2_000, (i) => `ln -s l${i} l${i + 1}`)};cat l2000`,
    aliases: fill("alias a='a a';a;"),
    traps: fill("trap 'trap x EXIT' EXIT;"),
    coprocesses: fill('coproc '),
    negations: fill('! '),
    tests: `[[ ${fill('( ')} a`,
    python: `python3 -c '${fill('f(')}'`,
    'python opens': `python3 -c '${fill('open("a")+')}'`,
    'python f-strings': `python3 -c 'x=1\n${fill('f"{f\\"{x}\\"}"')}'`,
    javascript: `node -e '${fill('`${')}'`,
    'javascript arrows': `node -e '${fill('a=>{')}'`,
    perl: `perl -e '${fill('$a{')}'`,
    ruby: `ruby -e '${fill('#{"')}'`,
    awk: `awk '${fill('system("a")|')}'`,
    sed: `sed '${fill('s/a/b/;')}' x`,
    sql: `psql -c '${fill('copy ')}'`,
    powershell: `pwsh -c '${fill('$(')}'`,
    'powershell types': `pwsh -c '${fill('[a]::b(')}'`,
    vim: `vim -c '${fill(':silent ')}' x`,
    applescript: `osascript -e '${fill('do shell script "')}'`,
    printf: `printf '${fill('%s')}' ${fill('a ', 1_000)}`,
    'printf zeros': `printf '%${fill('0')}!'`,
    filters: `echo ${fill('a', 30_000)} | tr a-z b-za | rev | base64 | base64 -d | sh`,
    'read loop': `while read x; do rm $x; done <<E\n${fill('a\n')}E`,
    parallel: `parallel rm {} ::: ${fill('a ')}`,
    'find exec': `find ${fill('. ')} -exec ${fill('rm {} ', 1_000)}\\;`,
    replacement: `echo ${fill('a', 30_000)} | xargs -I{} rm ${fill('{}', 30_000)}`,
    uploads: `curl ${fill('-d @a ')} http://x`,
    mounts: `docker run ${fill('-v /:/a ')} x rm /a/b`,
    cron: `crontab - <<E\n${fill('* * * * * rm x\n')}E`,
    makefile: `make --eval="${fill('\\$(shell a)')}"`,
    json: `cat > .mcp.json <<'E'\n${fill('{"command":')}\nE`,
    marks: fill('\uE000a\uE001\uE002'),
    zeros: fill('\0'),
    backslashes: fill('\\'),
    newlines: fill('\n'),
    tildes: `rm ${fill('~/a ')}`,
    'one long word': `echo ${fill('a')}`,
  };
}
