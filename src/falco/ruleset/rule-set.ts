import {
  createPartialProgram,
  createProgram,
  type EventFields,
  type EventKind,
  type PartialFields,
  type PartialProgram,
  type Program,
} from '../eval/index.ts';
import type { RenderedAlert } from '../output/index.ts';
import type { Steps } from '../steps.ts';
import type { CompiledRule } from './compile-rules.ts';
import { PRIORITIES, type Priority } from './definitions.ts';
import type { Rule } from './rule.ts';

/** A rule that holds for an event. */
export interface Match {
  readonly rule: Rule;
  /** Renders the output; reads the event's fields then. */
  alert(): RenderedAlert;
}

/** A rule that holds for an event of which not all is known, or may hold. */
export interface PartialMatch {
  readonly rule: Rule;
  /** Whether it holds whatever stands in what is not known. */
  readonly isCertain: boolean;
}

/** Switches rules on or off; a rule is meant if it fits either condition. */
export interface Toggle {
  /** A rule's name, in which `*` stands for any text. */
  readonly rule?: string;
  /** Any rule that has this tag. */
  readonly tag?: string;
  readonly enable: boolean;
}

/** Rules that are ready to be matched. Immutable. */
export interface RuleSet {
  /** All rules, in order of first definition, whether enabled or not. */
  readonly rules: readonly Rule[];
  /** The rules that hold for an event of a source, in the order in which they are tried. */
  match(source: string, event: EventFields): readonly Match[];
  /** All rules that hold or may hold for an event of which not all is known, in the same order. */
  matchPartial(source: string, event: PartialFields): readonly PartialMatch[];
  /** The kinds of the source's events that these rules have met, or the last of very many. */
  kinds(source: string): readonly EventKind[];
  /**
   * Makes ready what events of these kinds need, which other rules may have met: the first of a kind then takes hardly
   * longer than the next.
   */
  prepareInSteps(source: string, kinds: readonly EventKind[]): Steps<void>;
  /**
   * The same rules after switching some, one toggle after the other. A rule that is switched on comes last in
   * the order of matches.
   */
  toggle(toggles: readonly Toggle[]): RuleSet;
}

export interface RuleSetOptions {
  /** Rules less severe than this are never tried. */
  readonly minPriority: Priority;
  /** Whether matching ends with the first rule that holds. */
  readonly ruleMatching: 'first' | 'all';
}

export function createRuleSet(compiled: readonly CompiledRule[], options: RuleSetOptions): RuleSet {
  const limit = PRIORITIES.indexOf(options.minPriority);
  const isSevere = ({ rule }: CompiledRule) => PRIORITIES.indexOf(rule.priority) <= limit;
  const enabled = compiled.filter((one) => one.rule.enabled && isSevere(one));
  return new CompiledRuleSet(compiled.filter(isSevere), compiled, enabled, options);
}

/** The enabled rules of one source, in the order in which they are tried. */
interface SourceRules {
  readonly rules: readonly CompiledRule[];
  readonly program: Program;
  /** Made when first needed. */
  partial?: PartialProgram;
}

class CompiledRuleSet implements RuleSet {
  readonly rules: readonly Rule[];
  private readonly switchable: readonly CompiledRule[];
  private readonly compiled: readonly CompiledRule[];
  private readonly enabled: readonly CompiledRule[];
  private readonly options: RuleSetOptions;
  private readonly sources = new Map<string, SourceRules>();

  constructor(
    switchable: readonly CompiledRule[],
    compiled: readonly CompiledRule[],
    enabled: readonly CompiledRule[],
    options: RuleSetOptions,
  ) {
    this.switchable = switchable;
    this.compiled = compiled;
    this.enabled = enabled;
    this.options = options;
    const enabledRules = new Set(enabled);
    const current = new Map(compiled.map((one) => [one, switched(one, enabledRules.has(one))]));
    this.rules = [...current.values()].map(({ rule }) => rule);
    for (const [source, members] of Map.groupBy(enabled, ({ rule }) => rule.source)) {
      this.sources.set(source, {
        rules: members.map((member) => current.get(member) as CompiledRule),
        program: createProgram(members.map(({ predicate }) => predicate)),
      });
    }
  }

  match(source: string, event: EventFields): readonly Match[] {
    const entry = this.sources.get(source);
    if (entry === undefined) return [];
    const numbers = entry.program.match(event);
    const counted = this.options.ruleMatching === 'first' ? numbers.slice(0, 1) : numbers;
    return counted.map((number) => {
      const { rule, output } = entry.rules[number] as CompiledRule;
      return { rule, alert: () => output.render(event) };
    });
  }

  matchPartial(source: string, event: PartialFields): readonly PartialMatch[] {
    const entry = this.sources.get(source);
    if (entry === undefined) return [];
    entry.partial ??= createPartialProgram(entry.rules.map(({ predicate }) => predicate));
    return entry.partial.match(event).map(({ number, isCertain }) => {
      const { rule } = entry.rules[number] as CompiledRule;
      return { rule, isCertain };
    });
  }

  kinds(source: string): readonly EventKind[] {
    return this.sources.get(source)?.program.kinds() ?? [];
  }

  *prepareInSteps(source: string, kinds: readonly EventKind[]): Steps<void> {
    const entry = this.sources.get(source);
    if (entry !== undefined) yield* entry.program.prepareInSteps(kinds);
  }

  toggle(toggles: readonly Toggle[]): RuleSet {
    const enabled = new Set(this.enabled);
    for (const toggle of toggles) {
      for (const rule of this.switchable) {
        if (!isMeant(toggle, rule)) continue;
        if (toggle.enable) enabled.add(rule);
        else enabled.delete(rule);
      }
    }
    return new CompiledRuleSet(this.switchable, this.compiled, [...enabled], this.options);
  }
}

function switched(compiled: CompiledRule, enabled: boolean): CompiledRule {
  return compiled.rule.enabled === enabled ? compiled : { ...compiled, rule: { ...compiled.rule, enabled } };
}

function isMeant(toggle: Toggle, { rule }: CompiledRule): boolean {
  if (toggle.tag !== undefined && rule.tags.includes(toggle.tag)) return true;
  return toggle.rule !== undefined && matchesWildcard(toggle.rule, rule.name);
}

/** Whether a text fits a pattern in which `*` stands for any text; takes time linear in both for each `*`. */
function matchesWildcard(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
