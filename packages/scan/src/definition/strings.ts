// Every string of a definition with its place: values and member names, at any depth.

/** What a string of a definition is. */
export type StringRole = 'name' | 'text' | 'key' | 'value'

/** One string of a definition. */
export type DefinitionString = {
  /** A JSON pointer; of a member name, the pointer of its member. */
  readonly path: string
  readonly text: string
  readonly role: StringRole
  /** The member name that it stands under, or that it is. */
  readonly under: string
}

/** The strings of a definition, as far as they were looked at. */
export type DefinitionStrings = { readonly strings: readonly DefinitionString[]; readonly isCut: boolean }

const DEPTH_MAX = 64
const COUNT_MAX = 5000
const NODES_MAX = 20_000
const CHARACTERS_MAX = 128 * 1024

/** What people and models read as prose. */
const PROSE = new Set([
  'description',
  'title',
  'summary',
  '$comment',
  'comment',
  'instructions',
  'usage',
  'help',
])

type Walk = { strings: DefinitionString[]; characters: number; nodes: number; isCut: boolean }

/** The strings of a definition in their order. */
export function stringsOf(definition: unknown): DefinitionStrings {
  const walk: Walk = { strings: [], characters: 0, nodes: 0, isCut: false }
  visit(walk, definition, '', '', 0)
  return walk
}

function visit(walk: Walk, value: unknown, path: string, under: string, depth: number): void {
  walk.nodes += 1
  if (walk.nodes > NODES_MAX) walk.isCut = true
  if (walk.isCut) return
  if (typeof value === 'string') push(walk, { path, text: value, role: roleOf(under, depth), under })
  if (typeof value !== 'object' || value === null) return
  if (depth >= DEPTH_MAX) {
    walk.isCut = true
    return
  }
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      visit(walk, item, `${path}/${at}`, under, depth + 1)
      if (walk.isCut) return
    }
    return
  }
  for (const [key, member] of Object.entries(value)) {
    const place = `${path}/${key.slice(0, 128).replaceAll('~', '~0').replaceAll('/', '~1')}`
    push(walk, { path: place, text: key, role: 'key', under: key })
    visit(walk, member, place, key, depth + 1)
    if (walk.isCut) return
  }
}

function roleOf(under: string, depth: number): StringRole {
  if (depth <= 2 && under === 'name') return 'name'
  return PROSE.has(under) ? 'text' : 'value'
}

function push(walk: Walk, found: DefinitionString): void {
  walk.characters += found.text.length
  if (walk.strings.length >= COUNT_MAX || walk.characters > CHARACTERS_MAX) walk.isCut = true
  else walk.strings.push(found)
}
