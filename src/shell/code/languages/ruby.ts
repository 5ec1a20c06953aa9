import type { CodeLanguage } from '../language.ts';
import { callTable } from './define.ts';

export const RUBY: CodeLanguage = {
  lexis: {
    lineComments: ['#'],
    plainQuotes: "'",
    quotes: '"',
    interpolation: '#{',
    backtickRuns: true,
    quoteWords: 'ruby',
    regex: true,
    sigils: '$@',
  },
  joins: [],
  members: ['.', '::', '&.'],
  bareCalls: true,
  environments: ['ENV'],
  globals: new Map(),
  calls: callTable({
    open: 'File.open File.new IO.open Kernel.open open Zlib.GzipReader.open',
    read: 'File.read IO.read IO.readlines File.readlines File.binread File.foreach IO.binread Pathname.read CSV.read YAML.load_file',
    write:
      'File.write IO.write IO.binwrite File.binwrite FileUtils.touch FileUtils.mkdir FileUtils.mkdir_p FileUtils.makedirs Dir.mkdir File.truncate File.utime',
    delete:
      'File.delete File.unlink FileUtils.rm FileUtils.rm_f FileUtils.remove Dir.rmdir Dir.delete Dir.unlink FileUtils.rmdir FileUtils.safe_unlink',
    'delete-tree':
      'FileUtils.rm_rf FileUtils.rm_r FileUtils.remove_dir FileUtils.remove_entry FileUtils.remove_entry_secure FileUtils.rmtree',
    mode: 'FileUtils.chmod FileUtils.chmod_R FileUtils.chown FileUtils.chown_R',
    list: 'Dir.glob Dir.entries Dir.children Dir.each_child File.exist? File.stat',
    copy: 'FileUtils.cp FileUtils.copy FileUtils.cp_r FileUtils.copy_file FileUtils.install IO.copy_stream',
    move: 'FileUtils.mv FileUtils.move File.rename',
    link: 'FileUtils.ln FileUtils.ln_s FileUtils.ln_sf File.symlink File.link',
    'self-read': '.read_file',
    'self-delete': '.rmtree',
    spawn:
      'system exec spawn Kernel.system Kernel.exec Process.spawn IO.popen Open3.capture2 Open3.capture3 Open3.popen3 PTY.spawn',
    fetch:
      'URI.open Net.HTTP.get Net.HTTP.get_response Net.HTTP.start OpenURI.open_uri HTTParty.get Faraday.get RestClient.get URI.parse URI',
    post: 'Net.HTTP.post Net.HTTP.post_form HTTParty.post Faraday.post RestClient.post',
    connect: 'TCPSocket.new TCPSocket.open Socket.tcp UDPSocket.new().connect',
    listen: 'TCPServer.new TCPServer.open Socket.tcp_server_loop',
    send: '.send_data',
    sql: '.execute .exec .exec_params',
    eval: 'eval instance_eval class_eval Kernel.eval binding.eval .instance_eval',
    load: 'load require_relative Kernel.load',
    base64: 'Base64.decode64 Base64.strict_decode64 Base64.urlsafe_decode64 .unpack1 .unpack',
    print: 'puts p pp print $stdout.puts STDOUT.puts',
    identity: '.to_s .strip .chomp .read .body .force_encoding .first File.expand_path .to_str .write',
    chars: '.chr',
    'join-path': 'File.join',
    home: 'Dir.home',
    cwd: 'Dir.pwd Dir.getwd',
    path: 'Pathname.new Pathname',
    join: '.join',
    reverse: '.reverse',
  }),
};
