import type { SinkSettings } from '../../guard/index.ts';
import type { Sink } from './sink.ts';

/**
 * The sink of these settings, for what is written to `logPath`. Each type is loaded when there is one of it; nothing is
 * connected yet.
 */
export async function openSink(settings: SinkSettings, logPath: string): Promise<Sink> {
  switch (settings.type) {
    case 'file':
      return new (await import('./file-sink.ts')).FileSink(settings, logPath);
    case 'stdout':
      return new (await import('./stdout-sink.ts')).StdoutSink();
    case 'http':
      return new (await import('./http-sink.ts')).HttpSink(settings);
    case 'otlp':
      return new (await import('./otlp-sink.ts')).OtlpSink(settings);
    case 'syslog':
      return new (await import('./syslog-sink.ts')).SyslogSink(settings);
    case 'nats':
      return new (await import('./nats-sink.ts')).NatsSink(settings);
  }
}
