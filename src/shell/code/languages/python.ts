import type { CodeLanguage } from '../language.ts';
import { callTable } from './define.ts';

export const PYTHON: CodeLanguage = {
  lexis: { lineComments: ['#'], plainQuotes: '', quotes: '', pythonStrings: true },
  joins: ['/'],
  members: ['.'],
  bareCalls: false,
  environments: ['os.environ', 'environ'],
  globals: new Map([
    ['Path', 'pathlib.Path'],
    ['urlopen', 'urllib.request.urlopen'],
    ['rmtree', 'shutil.rmtree'],
  ]),
  calls: callTable({
    open: 'open io.open codecs.open os.open gzip.open bz2.open lzma.open os.fdopen tarfile.open zipfile.ZipFile',
    read: 'linecache.getlines fileinput.input numpy.loadtxt pandas.read_csv json.load_file dotenv.dotenv_values dotenv_values configparser.ConfigParser().read file.add',
    delete: 'os.remove os.unlink os.rmdir',
    'delete-tree': 'shutil.rmtree os.removedirs',
    write: 'os.mkdir os.makedirs os.truncate os.mkfifo os.mknod os.utime',
    mode: 'os.chmod os.chown os.lchown shutil.chown os.chflags',
    list: 'os.listdir os.scandir os.walk os.stat glob.glob glob.iglob os.path.exists os.path.isfile',
    copy: 'shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.copyfileobj',
    move: 'shutil.move os.rename os.replace os.renames',
    link: 'os.symlink os.link',
    'self-read': '.read_text .read_bytes',
    'self-write': '.write_text .write_bytes .touch .mkdir',
    'self-delete': '.unlink .rmdir',
    'self-mode': '.chmod',
    'self-open': 'path.open',
    'self-move': 'path.rename path.replace',
    shell:
      'os.system os.popen subprocess.getoutput subprocess.getstatusoutput commands.getoutput popen2.popen2',
    spawn:
      'subprocess.run subprocess.call subprocess.Popen subprocess.check_call subprocess.check_output asyncio.create_subprocess_shell pty.spawn pexpect.spawn os.posix_spawn',
    exec: 'os.execl os.execlp os.execv os.execvp os.execve os.execvpe os.spawnl os.spawnv asyncio.create_subprocess_exec',
    fetch:
      'urllib.request.urlopen urllib.request.urlretrieve urllib.request.Request urllib.urlopen urllib2.urlopen requests.get requests.head requests.request httpx.get httpx.stream http.client.HTTPSConnection http.client.HTTPConnection',
    post: 'requests.post requests.put requests.patch requests.delete httpx.post httpx.put httpx.patch',
    connect:
      'socket.create_connection socket.socket().connect socket.socket().connect_ex .connect .connect_ex .sendto ftplib.FTP smtplib.SMTP smtplib.SMTP_SSL telnetlib.Telnet paramiko.SSHClient().connect asyncio.open_connection websocket.create_connection',
    listen:
      'socket.socket().bind .bind socketserver.TCPServer http.server.HTTPServer asyncio.start_server .listen',
    send: '.send .sendall',
    sql: '.execute .executescript .executemany',
    eval: 'exec eval compile execfile runpy.run_path code.interact marshal.loads pickle.loads pickle.load',
    env: 'os.getenv',
    base64:
      'base64.b64decode base64.urlsafe_b64decode base64.standard_b64decode base64.decodebytes base64.decodestring binascii.a2b_base64 base64.b32decode base64.b85decode base64.a85decode zlib.decompress',
    decode: 'codecs.decode',
    hex: 'bytes.fromhex bytearray.fromhex binascii.unhexlify base64.b16decode',
    identity:
      'str bytes bytearray list tuple repr .decode .encode .strip .rstrip .lstrip .expanduser .resolve .absolute .as_posix .read .readlines .readline .splitlines .json .text os.fsencode shlex.quote os.path.abspath os.path.realpath os.path.normpath',
    chars: 'chr bytes',
    'join-path': 'os.path.join path.joinpath .joinpath posixpath.join',
    'expand-home': 'os.path.expanduser os.path.expandvars',
    home: 'pathlib.Path.home Path.home',
    cwd: 'os.getcwd pathlib.Path.cwd',
    print: 'print sys.stdout.write pprint.pprint',
    path: 'pathlib.Path pathlib.PosixPath pathlib.PurePath',
    join: '.join',
    reverse: 'reversed',
    module: '__import__ importlib.import_module',
  }),
};
