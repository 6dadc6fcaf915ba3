// What statements and command lines name: their kinds, tables, functions and programs.

/** What was found in all statements and command lines of a request; `?` stands for what is unknown. */
export type Code = {
  readonly kinds: Set<string>
  readonly tables: Set<string>
  readonly functions: Set<string>
  /** files, network, rights. */
  readonly reaches: Set<string>
  readonly programs: Set<string>
  readonly writesTo: Set<string>
  substitutes: boolean
}

/** Of a request without statements and commands. */
export function noCode(): Code {
  return {
    kinds: new Set(),
    tables: new Set(),
    functions: new Set(),
    reaches: new Set(),
    programs: new Set(),
    writesTo: new Set(),
    substitutes: false,
  }
}

const UNTOLD = '?'
const NAMES_MAX = 128
const LENGTH_MAX = 128

/** Adds a name; too many of them count as an unknown one. */
export function addName(names: Set<string>, name: string): void {
  names.add(names.size >= NAMES_MAX || name.length > LENGTH_MAX || name === '' ? UNTOLD : name)
}

/** Of a statement that cannot be read, or not plainly. */
export function addUnread({ kinds, tables, functions }: Code): void {
  for (const names of [kinds, tables, functions]) names.add(UNTOLD)
}

/** Of what nobody can see. */
export function hideCode(code: Code): void {
  addUnread(code)
  for (const reach of ['files', 'network', 'rights']) code.reaches.add(reach)
  code.programs.add(UNTOLD)
  code.writesTo.add(UNTOLD)
  code.substitutes = true
}
