import { decodeText } from '../condition/byte-string.ts';
import type { FieldReference } from './field-reference.ts';
import type { FieldDefinition } from './fields.ts';
import type { Frame } from './frame.ts';
import { type FieldInput, readField, type Values } from './values.ts';

/** One field of a program: what the event at hand has for it, asked for once and brought into each form once. */
export class FieldSlot {
  private readonly definition: FieldDefinition;
  private readonly argument: string | undefined;
  private askedAt = 0;
  private input: FieldInput | undefined;
  private bytesAt = 0;
  private bytes: Values | undefined;
  private textsAt = 0;
  private texts: Values | undefined;

  constructor({ definition, argument }: FieldReference) {
    this.definition = definition;
    this.argument = argument;
  }

  /** Whether there may be a value; the quickest way to learn that there is none. */
  mayHaveValue(frame: Frame): boolean {
    const input = this.ask(frame);
    return input !== undefined && !(Array.isArray(input) && input.length === 0);
  }

  readBytes(frame: Frame): Values | undefined {
    if (this.bytesAt !== frame.epoch) {
      this.bytes = readField(this.definition, this.ask(frame));
      this.bytesAt = frame.epoch;
    }
    return this.bytes;
  }

  /** Text, or texts, instead of bytes: of a field that is given as a string, that string. */
  readTexts(frame: Frame): Values | undefined {
    if (this.textsAt !== frame.epoch) {
      const input = this.ask(frame);
      this.texts = this.isPlain(input) ? input : decode(this.readBytes(frame));
      this.textsAt = frame.epoch;
    }
    return this.texts;
  }

  private ask({ event, epoch }: Frame): FieldInput | undefined {
    if (this.askedAt !== epoch) {
      const { name } = this.definition;
      this.input = this.argument === undefined ? event.get(name) : event.get(name, this.argument);
      this.askedAt = epoch;
    }
    return this.input;
  }

  private isPlain(input: FieldInput | undefined): input is string | readonly string[] | undefined {
    if (input === undefined) return true;
    return this.definition.list === true ? isTextList(input) : typeof input === 'string';
  }
}

/** An empty list counts as missing, so it is none. */
function isTextList(input: FieldInput): input is readonly string[] {
  if (!Array.isArray(input) || input.length === 0) return false;
  for (let index = 0; index < input.length; index++) if (typeof input[index] !== 'string') return false;
  return true;
}

/** Bytes as text. */
export function decode(values: Values | undefined): Values | undefined {
  if (typeof values === 'string') return decodeText(values);
  return Array.isArray(values) ? values.map((value) => decodeText(value as string)) : undefined;
}
