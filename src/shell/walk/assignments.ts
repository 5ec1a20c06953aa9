import { elementKey } from '../expand/parameters.ts';
import { findVariable } from '../expand/variables.ts';
import { expandInto } from '../expand/words.ts';
import { MAX_ELEMENTS } from '../limits.ts';
import type { Call, Runtime } from '../runtime.ts';
import { scalar, uniteVariables, type Variable } from '../state.ts';
import type { ArrayValue, Assignment } from '../syntax/ast.ts';
import { concat, EMPTY_TEXT, type Text } from '../text.ts';

/** Carries out `name=value`, `name+=value`, `name[key]=value` and `name=(…)`. */
export function assign(assignment: Assignment, call: Call, runtime: Runtime, exported = false): void {
  const { name, value } = assignment;
  const before = findVariable(name, call);
  const keepsExport = exported || before?.exported === true || call.state.get('-a') !== undefined;
  if (keepsExport) runtime.noteExport(name);
  runtime.budget.spend(1 + (before?.elements?.size ?? 0) / 8);
  if (value.type === 'ArrayValue') {
    const elements = new Map(assignment.append === true ? before?.elements : []);
    addElements(elements, value, call, runtime);
    set(name, arrayVariable(elements, keepsExport), call, runtime);
    return;
  }
  const text = runtime.expandWord(value, call);
  if (assignment.index !== undefined) {
    const key = elementKey(assignment.index, runtime, call) ?? '0';
    const elements = new Map(before?.elements ?? []);
    elements.set(key, assignment.append === true ? concat(elements.get(key) ?? EMPTY_TEXT, text) : text);
    set(name, arrayVariable(elements, keepsExport), call, runtime);
    return;
  }
  const old = before?.values[0] ?? (before === undefined && assignment.append ? EMPTY_TEXT : undefined);
  set(
    name,
    scalar(assignment.append === true && old !== undefined ? concat(old, text) : text, keepsExport),
    call,
    runtime,
  );
}

/** In later rounds over the alternatives of a command, values are added instead of replaced. */
export function set(name: string, variable: Variable, call: Call, runtime: Runtime): void {
  const reference = call.state.get(name)?.reference;
  const target = reference ?? name;
  const before = runtime.choice.index > 0 ? call.state.get(target) : undefined;
  call.state.set(target, before === undefined ? variable : uniteVariables([before, variable]));
}

export function arrayVariable(elements: ReadonlyMap<string, Text>, exported = false): Variable {
  return { values: [elements.get('0') ?? EMPTY_TEXT], elements, exported };
}

function addElements(elements: Map<string, Text>, value: ArrayValue, call: Call, runtime: Runtime): void {
  let next = elements.size;
  for (const word of value.elements) {
    const keyed = /^\[([^\]=]{1,64})\]=/.exec(word.text);
    const fields: Text[] = [];
    expandInto(word, fields, runtime, call);
    if (keyed !== null) {
      const [field] = fields;
      const key = (keyed[1] as string).replace(/^["']|["']$/g, '');
      const text = field?.value ?? '';
      elements.set(key, { ...(field ?? EMPTY_TEXT), value: text.slice(text.indexOf('=') + 1) });
      continue;
    }
    for (const field of fields) {
      if (elements.size >= MAX_ELEMENTS) return;
      elements.set(String(next), field);
      next += 1;
    }
  }
}
