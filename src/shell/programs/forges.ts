import type { Program } from '../program/spec.ts';

/** Other version control, and the clients of forges. */
export const FORGES: readonly Program[] = [
  {
    names: 'hg sl',
    options: {
      '--config': 'text',
      '-R --repository --cwd': 'cwd',
      '-m --message': 'text',
      '-r --rev': 'text',
      '-f --force': 'flag',
      '-e --ssh': 'shell',
    },
    behaviour: 'hg',
    subcommands: {
      push: { behaviour: 'hg', actions: { 'git-push': 'always', 'git-rewrite': '--force' } },
      'strip|purge|histedit': { behaviour: 'hg', actions: 'git-rewrite' },
      'revert|clean|update': {
        options: { '-C --clean': 'flag', '-a --all': 'flag' },
        behaviour: 'hg',
        actions: { 'git-discard': '--clean --all' },
      },
    },
    stdout: 'own',
    examples: {
      "hg --config alias.x='!rm y' x": 'delete y; run rm',
      'hg push -f': 'action git-push; action git-rewrite',
    },
  },
  {
    names: 'svn bzr fossil cvs p4 darcs',
    options: {
      '-m --message': 'text',
      '-F --file': 'read',
      '-r --revision': 'text',
      '--editor-cmd': 'shell',
      '--diff-cmd': 'shell',
      '--config-option': 'text',
    },
    subcommands: {
      'revert|cleanup': { operands: 'text...', actions: 'git-discard' },
      'delete|rm|remove|del': { operands: 'delete...', recursive: true },
      'commit|ci|submit': 'git-push',
      'checkout|co|export': { operands: 'url write' },
    },
    stdout: 'own',
    examples: { 'svn revert -R .': 'action git-discard', 'svn commit -m x': 'action git-push' },
  },
  {
    names: 'jj',
    options: { '-R --repository': 'cwd', '-m --message': 'text', '-r --revision': 'text' },
    subcommands: { 'abandon|restore|undo|op restore': 'git-discard', 'git push': 'git-push' },
    stdout: 'own',
    examples: { 'jj abandon x': 'action git-discard' },
  },
  {
    names: 'gh',
    options: {
      '-R --repo': 'text',
      '-f --raw-field': 'text',
      '-F --field': 'text',
      '-X --method': 'text',
      '-H --header': 'text',
      '--input': 'read',
      '-b --body': 'text',
      '--body-file': 'read',
      '-t --title': 'text',
      '-q --jq': 'text',
      '-w --web': 'flag',
      '-y --yes': 'flag',
      '--json': 'text',
      '--limit -L': 'text',
    },
    stdout: 'own',
    subcommands: {
      'auth token': 'read-login',
      'auth status': { actions: { 'read-login': '--show-token -t' } },
      'auth login': { options: { '--with-token': 'flag' } },
      'gist create': {
        options: { '-p --public': 'flag', '-d --desc': 'text', '-f --filename': 'text' },
        operands: 'send-file...',
        stdin: 'send',
        hosts: 'gist.github.com',
        actions: 'publish',
      },
      'gist delete': 'delete-remote',
      'gist clone': {},
      'repo delete|repo archive|release delete|release delete-asset|run delete|cache delete|secret delete|secret remove|variable delete|label delete|issue delete|ssh-key delete|gpg-key delete|codespace delete|workflow disable|ruleset delete|environment delete|project delete':
        'delete-remote',
      'repo create|repo new|release create|release new|release upload|release edit|repo edit|repo rename|repo fork|repo sync':
        {
          options: { '-n --notes': 'text', '-F --notes-file': 'read', '--public': 'flag' },
          operands: 'text maybe...',
          actions: { publish: 'always' },
        },
      'release upload|release create|release new': {
        options: { '-n --notes': 'text', '-F --notes-file': 'read' },
        operands: 'text send-file...',
        hosts: 'github.com',
        actions: 'publish',
      },
      'pr merge': {
        options: {
          '-d --delete-branch': 'flag',
          '--admin': 'flag',
          '-s --squash': 'flag',
          '-m --merge': 'flag',
          '-r --rebase': 'flag',
          '--auto': 'flag',
        },
        actions: 'publish',
      },
      'pr close|issue close|run cancel': 'change-remote',
      'secret set|variable set|ssh-key add|gpg-key add|deploy-key add|api-key': 'change-remote',
      'workflow run': {
        actions: { deploy: 'always', publish: '@*deploy* @*release* @*publish* --raw-field=*prod*' },
      },
      'extension install|extensions install|ext install': 'install-unverified',
      'alias set': { operands: 'text text', options: { '-s --shell': 'flag' } },
      api: {
        options: { '-i': 'flag' },
        operands: 'text',
        hosts: 'api.github.com',
        actions: {
          'delete-remote': '--method=DELETE',
          'change-remote':
            '--method=POST&!@graphql --method=PUT --method=PATCH --field&!@graphql --raw-field&!@graphql @graphql&--field=*mutation* @graphql&--raw-field=*mutation* @graphql&--field=query=@* @graphql&--input',
        },
      },
    },
    examples: {
      'gh auth token': 'action read-login',
      'gh gist create ~/.netrc':
        'action publish; flow ~/.netrc>net:gist.github.com; net gist.github.com; read ~/.netrc',
      'gh repo delete a/b --yes': 'action delete-remote',
      'gh pr list': 'nothing',
      "gh api graphql -f query='{ viewer { login } }'": 'net api.github.com',
      "gh api graphql -f query='mutation { x }'": 'action change-remote; net api.github.com',
      'gh api -X DELETE /repos/a/b': 'action delete-remote; net api.github.com',
      'curl "https://a.example/?$(gh auth token)"':
        'action read-login; flow cmd:gh auth token>net:a.example; net a.example; run curl',
      'gh pr merge 1 --squash': 'action publish',
      'gh workflow run ci.yml': 'action deploy',
      'gh workflow run deploy.yml': 'action deploy; action publish',
    },
  },
  {
    names: 'glab tea hub',
    options: { '-R --repo': 'text', '-X --method': 'text', '-m --message': 'text' },
    stdout: 'own',
    subcommands: {
      'auth token|config get': 'read-login',
      'auth status': { options: { '-t --show-token': 'flag' }, actions: { 'read-login': '--show-token' } },
      'release create|release upload|repo create|mr merge|snippet create': 'publish',
      api: { actions: { 'delete-remote': '--method=DELETE', 'change-remote': '--method=POST --method=PUT' } },
      '* delete|* rm|repo archive': 'delete-remote',
      'variable get|variable export|securefile download': 'read-secret',
    },
    verbs: { 'delete|remove|destroy|purge': 'delete-remote' },
    examples: { 'glab repo delete a': 'action delete-remote', 'glab mr list': 'nothing' },
  },
];
