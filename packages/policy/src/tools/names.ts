// What a call names: the tool that is called under all of its labels, without regard to capitals.

/** What a request says is called: a tool, an action, or both. */
export type Named = { tool?: string | undefined; action?: string | undefined }

/** What is called and what is attempted, both of them told. */
export type Callee = { tool: string; action: string }

/** The tool is what is called; without one the action is the tool, and without an action the tool's name is the action. */
export function calleeOf({ tool, action }: Named): Callee {
  const callee = tool ?? action ?? ''
  return { tool: callee, action: action ?? callee }
}

/** A name without its capitals: names that differ only by these are one to settings, forbids and counters. */
export function foldedName(name: string): string {
  return name.toLowerCase()
}

/** Things by their folded names; of those that differ only by capitals all are kept. */
export type ByFoldedName<T> = ReadonlyMap<string, readonly T[]>

/** Sorts things by their folded names. */
export function byFoldedName<T extends { readonly name: string }>(things: Iterable<T>): ByFoldedName<T> {
  const index = new Map<string, T[]>()
  for (const thing of things) {
    const folded = foldedName(thing.name)
    const same = index.get(folded)
    if (same === undefined) index.set(folded, [thing])
    else same.push(thing)
  }
  return index
}

const NONE: readonly never[] = []

/** The registered tools that a call names, by its tool or its action and in whatever capitals: the settings of all hold. */
export function toolsNamed<T extends { readonly name: string }>(
  tools: ByFoldedName<T>,
  named: Named,
): readonly T[] {
  if (tools.size === 0) return NONE
  const { tool, action } = calleeOf(named)
  const ofTool = tools.get(foldedName(tool)) ?? NONE
  if (tool === action) return ofTool
  const ofAction = tools.get(foldedName(action)) ?? NONE
  return ofAction === ofTool ? ofTool : [...ofTool, ...ofAction]
}

/** The registered tool whose name differs from this one by no more than capitals: there can be only one of them. */
export function toolOfSameName<T extends { readonly name: string }>(
  tools: Iterable<T>,
  name: string,
): T | undefined {
  const folded = foldedName(name)
  for (const tool of tools) if (foldedName(tool.name) === folded) return tool
  return undefined
}

/** The folded names under which a call is counted: its tool's, and those of all registered tools that it names. */
export function countedNames<T extends { readonly name: string }>(
  tools: ByFoldedName<T>,
  named: Named,
): readonly string[] {
  const own = foldedName(calleeOf(named).tool)
  return [...new Set([own, ...toolsNamed(tools, named).map(({ name }) => foldedName(name))])]
}
