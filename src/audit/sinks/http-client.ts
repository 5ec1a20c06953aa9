import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { HttpSinkSettings } from '../../guard/index.ts';
import { readSecret } from './secret.ts';
import { DeliveryError } from './sink.ts';
import { tlsOptions } from './tls-options.ts';

/** More of an answer is not read. */
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_TOLD_LENGTH = 200;
/** Shorter parts of headers are words. */
const MIN_SECRET_LENGTH = 8;
const HEADER_VALUE = /^[\x20-\x7e]*$/;

/** POSTs to one address over one connection that is kept. Redirects are not followed. */
export class HttpClient {
  readonly #settings: HttpSinkSettings;
  readonly #url: URL;
  readonly #userAgent: string;
  #agent: HttpAgent | undefined;

  constructor(settings: HttpSinkSettings, url: URL, userAgent: string) {
    this.#settings = settings;
    this.#url = url;
    this.#userAgent = userAgent;
  }

  /**
   * Gives the body of an answer that takes what was sent.
   *
   * @throws DeliveryError for any other; `isRejected` where its status is one of `final`
   */
  async post(body: string, final: ReadonlySet<number>, signal: AbortSignal): Promise<string> {
    const identity = this.#identity();
    const options = { ...this.#options(body, identity), signal };
    try {
      const { status, retryAfter, text } = await exchange(this.#url, options, body);
      if (status >= 200 && status < 300) return text;
      const told = this.#withoutSecrets(text, identity).slice(0, MAX_TOLD_LENGTH).toWellFormed();
      throw new DeliveryError(`it answered with status ${status}${told === '' ? '' : `: ${told}`}`, {
        isRejected: final.has(status),
        retryAfterMs: retryAfterMs(retryAfter),
      });
    } catch (error) {
      // Files of certificates may have been replaced meanwhile.
      if (!(error instanceof DeliveryError)) this.close();
      throw error;
    }
  }

  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  /** The headers that say who we are. */
  #identity(): Readonly<Record<string, string>> {
    const { token, headers = {} } = this.#settings;
    const own = Object.entries(headers).map(([name, value]) => [name, headerValue(name, readSecret(value))]);
    return {
      ...(token !== undefined && { authorization: headerValue('token', `Bearer ${readSecret(token)}`) }),
      ...Object.fromEntries(own),
    };
  }

  /** Some servers repeat what they were asked; the path of an address may be its key. */
  #withoutSecrets(text: string, identity: Readonly<Record<string, string>>): string {
    const { pathname, search } = this.#url;
    return [...Object.values(identity).flatMap((value) => [value, ...value.split(' ')]), pathname, search]
      .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
      .reduce((masked, secret) => masked.replaceAll(secret, '****'), text);
  }

  #options(body: string, identity: Readonly<Record<string, string>>): RequestOptions {
    this.#agent ??= this.#openAgent();
    return {
      method: 'POST',
      agent: this.#agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': this.#userAgent,
        ...identity,
      },
    };
  }

  #openAgent(): HttpAgent {
    const options = { keepAlive: true, maxSockets: 1 };
    return this.#url.protocol === 'https:'
      ? new HttpsAgent({ ...options, ...tlsOptions(this.#url.hostname, this.#settings) })
      : new HttpAgent(options);
  }
}

interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

function exchange(url: URL, options: RequestOptions, body: string): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = request(url, options, (response) => {
      readAnswer(response).then(
        (text) =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: response.headers['retry-after'],
            text,
          }),
        reject,
      );
    });
    sent.on('error', reject).end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Seconds, or a date: RFC 9110, section 10.2.3. */
function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function headerValue(name: string, value: string): string {
  if (!HEADER_VALUE.test(value)) throw new DeliveryError(`the value of ${name} is not one line of ASCII`);
  return value;
}
