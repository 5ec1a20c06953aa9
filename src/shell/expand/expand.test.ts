// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { analyzeCommand } from '../index.ts';

const context = { cwd: '/w', home: '/h', env: { KNOWN: 'k v' } };

/** The arguments of the last program of a script, as the analysis sees them. */
function expand(script: string): readonly string[] {
  return analyzeCommand(script, context).commands.at(-1)?.args ?? [];
}

/** Scripts whose last command is `p`, with its arguments. Everything here means the same in Bash itself. */
const expansions: readonly (readonly [script: string, args: readonly string[]])[] = [
  // quotes
  [`p a'b'"c"\\d`, ['abcd']],
  [`p 'a  b' "c  d"`, ['a  b', 'c  d']],
  [`p "" ''`, ['', '']],
  [`p $'\\x72m\\t\\101\\u0041'`, ['rm\tAA']],
  [`p "\\$x \\"q\\" \\\\ \\n"`, ['$x "q" \\ \\n']],
  [`p a\\\nb`, ['ab']],
  [`p $"x"`, ['x']],
  // variables
  ['x=1; p $x "$x" ${x}2', ['1', '1', '12']],
  ['x="a b"; p $x "$x"', ['a', 'b', 'a b']],
  ['x="a  b"; y=$x; p "$y"', ['a  b']],
  ['x=; p a $x b "$x"', ['a', 'b', '']],
  ['x=a; x+=b; p $x', ['ab']],
  ['x=y; y=z; p ${!x}', ['z']],
  ['IFS=:; x=a:b::c; p $x', ['a', 'b', '', 'c']],
  ['x=a; unset x; p "[$x]"', ['[]']],
  ['a=1 b=2; p $a$b', ['12']],
  ['f() { local x=in; p $x; }; x=out; f', ['in']],
  ['f() { x=in; }; x=out; f; p $x', ['in']],
  ['x=out; (x=in); p $x', ['out']],
  ['x=out; { x=in; }; p $x', ['in']],
  // parameter forms
  ['unset u; p ${u-d} ${u:-d} "${u+x}"', ['d', 'd', '']],
  ['x=; p "${x-d}" "${x:-d}" "${x:+y}"', ['', 'd', '']],
  ['x=v; p ${x:-d} ${x:+y}', ['v', 'y']],
  ['p ${u:=d} $u', ['d', 'd']],
  ['x=abcdef; p ${x:2} ${x:1:2} ${x: -2} ${x:0:-4} ${#x}', ['cdef', 'bc', 'ef', 'ab', '6']],
  [
    'x=a/b/c.t.gz; p ${x#*/} ${x##*/} ${x%.*} ${x%%.*} ${x%/c*}',
    ['b/c.t.gz', 'c.t.gz', 'a/b/c.t', 'a/b/c', 'a/b'],
  ],
  ['x=aXbXc; p ${x/X/-} ${x//X/-} ${x/#a/z} ${x/%c/z} ${x//X}', ['a-bXc', 'a-b-c', 'zXbXc', 'aXbXz', 'abc']],
  ['x=Hello; p ${x^^} ${x,,} ${x,} ${x^}', ['HELLO', 'hello', 'hello', 'Hello']],
  ['x=abc; p ${x//[ab]/-} ${x#?} ${x%?}', ['--c', 'bc', 'ab']],
  // positional parameters and arrays
  ['set -- a "b c" d; p $# "$1" "$2" "$@"', ['3', 'a', 'b c', 'a', 'b c', 'd']],
  ['set -- a "b c"; p $@ "$*"', ['a', 'b', 'c', 'a b c']],
  ['set -- a b c; shift; p "$@" ${@:2}', ['b', 'c', 'c']],
  ['a=(x "y z"); p ${a[0]} "${a[1]}" "${a[@]}" ${#a[@]}', ['x', 'y z', 'x', 'y z', '2']],
  ['a=(x y); a+=(z); p ${a[@]} ${a[2]} $a', ['x', 'y', 'z', 'z', 'x']],
  ['a=(x y z); p "${a[@]:1}" "${a[@]/y/Y}" "${!a[@]}"', ['y', 'z', 'x', 'Y', 'z', '0', '1', '2']],
  ['declare -A m=([k]=v [l]=w); p ${m[k]} ${m[l]}', ['v', 'w']],
  ['a[3]=x; p ${a[3]} "[${a[0]}]"', ['x', '[]']],
  // command substitution
  ['p $(echo a b) "$(echo a b)"', ['a', 'b', 'a b']],
  ['p `echo x` $(printf "%s-" a b)', ['x', 'a-b-']],
  ['p "$(printf "a\\n\\n")"x', ['ax']],
  ['x=$(echo "$(echo in)"); p $x', ['in']],
  ['p $(echo cm0= | base64 -d) $(echo mr | rev) $(echo RM | tr A-Z a-z)', ['rm', 'rm', 'rm']],
  ['p $(basename /a/b.c .c) $(dirname /a/b) $(seq 2 3)', ['b', '/a', '2', '3']],
  ['p $(printf "%b" "\\x61") $(echo -e "\\x62") $(printf "\\143")', ['a', 'b', 'c']],
  ['p $(echo abc | cut -c2) $(echo a:b | cut -d: -f2) $(printf "1\\n2\\n" | tail -n 1)', ['b', 'b', '2']],
  // braces
  ['p {a,b}c {1..3} x{,y}', ['ac', 'bc', '1', '2', '3', 'x', 'xy']],
  [
    'p {a,{b,c}d} {01..03} {c..a} {1..7..3}',
    ['a', 'bd', 'cd', '01', '02', '03', 'c', 'b', 'a', '1', '4', '7'],
  ],
  ['p "{a,b}" {a} {a,"b c"}', ['{a,b}', '{a}', 'a', 'b c']],
  ['x=1; p {$x,2}', ['1', '2']],
  // arithmetic
  ['p $((1+2*3)) $(( (1+2)*3 )) $((7/2)) $((7%4)) $((2**8)) $((1<<4))', ['7', '9', '3', '3', '256', '16']],
  ['x=5; p $((x+1)) $((x>3?1:0)) $((x++)) $x $((0x10)) $((010))', ['6', '1', '5', '6', '16', '8']],
  ['x=3; ((x+=4)); p $x $((-x)) $((!x))', ['7', '-7', '0']],
  // here-documents and here-strings
  ['read a b <<< "x y z"; p "$a" "$b"', ['x', 'y z']],
  ['x=1; read l <<E\n$x\nE\np $l', ['1']],
  ['read -r l <<\'E\'\n$x\nE\np "$l"', ['$x']],
  ['mapfile -t r < <(printf "a\\nb\\n"); p "${r[1]}"', ['b']],
  // control flow
  ['x=; for i in a b; do x=$x$i; done; p $x', ['ab']],
  ['x=a; if true; then x=b; fi; p $x', ['b']],
  ['x=a; true && x=b; p $x', ['b']],
  ['x=a; true || x=b; p $x', ['a']],
  ['f() { p "$2"; }; f a b', ['b']],
  ['while read l; do x=$l; done <<< "q"; p $x', ['q']],
  ['printf -v x "%s-%s" a b; p $x', ['a-b']],
  ["eval 'x=1'; p $x", ['1']],
  ['x=1; eval "y=\\$x"; p $y', ['1']],
];

describe('expansion', () => {
  it.each(expansions)('%s', (script, args) => {
    expect(expand(script)).toEqual(args);
  });

  it('agrees with Bash', (test) => {
    const bash = spawnSync('bash', ['--version']);
    if (bash.status !== 0) test.skip('there is no bash here');
    const define = `p() { printf '<%s>' "$@"; printf '\\n'; }`;
    for (const [script, args] of expansions) {
      const run = spawnSync('bash', ['--norc', '-c', `${define}\n${script}`], {
        env: { PATH: process.env.PATH },
        encoding: 'utf8',
      });
      expect([script, run.stdout]).toEqual([script, `${args.map((arg) => `<${arg}>`).join('')}\n`]);
    }
  });
});

describe('what is only known here', () => {
  it.each([
    ['the home directory', 'p ~ ~/x "$HOME" ~root a=~/y', ['/h', '/h/x', '/h', '/root', 'a=/h/y']],
    ['where the shell is', 'cd a; p $PWD $(pwd)', ['/w/a', '/w/a']],
    ['a variable of the environment', 'p $KNOWN "$KNOWN"', ['k', 'v', 'k v']],
    ['an unknown variable, by its name', 'p "$X/y" ${X}z', ['$X/y', '$Xz']],
    ['an unknown output, by the program', 'p "$(curl x)"', ['$(curl)']],
    ['globs that stay patterns', 'p *.c a?b [ab]* "*"', ['*.c', 'a?b', '[ab]*', '*']],
    ['characters cut out of well-known variables', 'p ${PATH:0:1}etc ${HOME:0:1}', ['/etc', '/']],
    ['a default for a variable nobody set', 'p ${BUILD_DIR:-build}', ['build']],
  ] as const)('%s', (_, script, args) => {
    expect(expand(script)).toEqual(args);
  });

  it('keeps every value a variable can have', () => {
    const { commands } = analyzeCommand('if [ a ]; then x=1; else x=2; fi; p $x', context);
    expect(commands.filter(({ name }) => name === 'p').map(({ line }) => line)).toEqual(['p 1', 'p 2']);
  });

  it('keeps the values of every round of a loop that can end early', () => {
    const { commands } = analyzeCommand('for i in 1 2; do x=$i; [ $i ] && break; done; p $x', context);
    expect(
      commands
        .filter(({ name }) => name === 'p')
        .map(({ line }) => line)
        .sort(),
    ).toEqual(['p 1', 'p 2']);
  });
});
