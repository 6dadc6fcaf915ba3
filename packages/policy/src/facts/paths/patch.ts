// The files that a patch changes, in the forms in which patches are written.

const BEGINS = /^(?:\*\*\* (?:Begin Patch|Add File|Update File|Delete File)|diff |--- |Index: )/m
const FILE =
  /^(?:\*\*\* (?:(?:Add|Update|Delete) File|Move to): |(?:---|\+\+\+) |Index: |(?:rename|copy) (?:from|to) |diff (?:--git|-\S+) )(.+)$/gm

/** Whether a text is a patch. */
export function isPatch(text: string): boolean {
  return BEGINS.test(text)
}

/** These lines name `src/x.ts` as `a/src/x.ts` and `b/src/x.ts`; in the others `a` and `b` are folders. */
const PREFIXED = /^(?:---|\+\+\+|diff) /

function withoutPrefix(path: string): string {
  return path.replace(/^[ab]\//, '')
}

/** The paths that a patch names, each once. */
export function filesOfPatch(text: string): readonly string[] {
  const found = new Set<string>()
  for (const [line, rest = ''] of text.matchAll(FILE)) {
    const [path = ''] = rest.split('\t')
    const parts = line.startsWith('diff ') ? path.split(/ (?=b\/)/) : [path]
    for (const part of parts) {
      const name = part.replace(/^"(.*)"$/, '$1').trim()
      const file = PREFIXED.test(line) ? withoutPrefix(name) : name
      if (file !== '/dev/null') found.add(file)
    }
  }
  return [...found]
}
