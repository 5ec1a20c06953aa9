import type { CodeLanguage } from '../language.ts';
import { callTable } from './define.ts';

/**
 * Languages that are only known by the names of their calls: R, Julia, Tcl, Scheme, Groovy, Java shells, Octave, Elixir,
 * Go, Rust. Brackets and strings are alike enough.
 */
export const OTHER: CodeLanguage = {
  lexis: {
    lineComments: ['//', '#!'],
    blockComments: [['/*', '*/']],
    plainQuotes: "'",
    quotes: '"`',
    sigils: '$',
  },
  joins: ['..', '.', '*', '<>', '&'],
  members: ['.', '::', ':', '->'],
  bareCalls: true,
  environments: ['ENV', 'env'],
  globals: new Map(),
  calls: callTable({
    open: 'open fopen .open File.open',
    read: 'readLines readRDS read.csv scan readFile slurp readtable file.read source readlines .readAllBytes .readString .readAllText os.ReadFile ioutil.ReadFile File.read File.read! FileReader java.io.FileReader include-file load-file insert-file-contents find-file verbatiminput fs.read_to_string std.fs.read_to_string',
    write:
      'writeLines saveRDS write.csv file.create dir.create spit FileWriter java.io.FileWriter .writeAllText os.WriteFile ioutil.WriteFile File.write File.write! touch mkdir std.fs.write PrintWriter FileOutputStream',
    delete:
      'unlink file.remove rm deleteFile delete-file delete-directory os.Remove File.rm File.rm! .delete .deleteIfExists fs.remove_file std.fs.remove_file',
    'delete-tree': 'rmtree os.RemoveAll File.rm_rf File.rm_rf! fs.remove_dir_all std.fs.remove_dir_all rmdir',
    mode: 'Sys.chmod chmod os.Chmod',
    copy: 'file.copy cp copyfile File.cp File.cp!',
    move: 'file.rename mv rename File.rename',
    shell:
      'system system2 shell exec execute popen run pipe os.system System.cmd System.shell os.cmd :os.cmd callCommand System.Process.callCommand readProcess .exec Runtime.getRuntime().exec .execute sh ccall esyscmd syscmd spawn process open-pipe system* osascript shell-command call-process start-process',
    spawn:
      'ProcessBuilder java.lang.ProcessBuilder exec.Command os.exec.Command Command.new std.process.Command.new syscall.Exec System.cmd',
    fetch: 'download.file url curl GET http.Get http.get HTTPoison.get download httr.GET Req.get URL',
    post: 'POST http.Post http.post HTTPoison.post httr.POST',
    connect:
      'socketConnection connect net.Dial Socket java.net.Socket :gen_tcp.connect gen_tcp.connect syscall.Connect TcpStream.connect',
    listen: 'syscall.Listen net.Listen ServerSocket listen serverSocket',
    eval: 'eval parse evaluate Code.eval_string',
    env: 'Sys.getenv getenv os.Getenv System.getenv System.get_env',
    base64: 'base64_dec base64decode base64_decode Base64.decode64 Base64.decode64!',
    identity: 'String paste0 .toString str as.character',
  }),
};

/** Lisps: names have dashes, comments start with a semicolon. */
export const LISP: CodeLanguage = {
  ...OTHER,
  lexis: { lineComments: [';'], plainQuotes: '', quotes: '"', dashes: true },
};
