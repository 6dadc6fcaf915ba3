// `countersign policy diff`: prints what differs between two policy folders.
import { diffDocuments, diffText, LIMITS, type UncheckedDocument } from '@countersign/policy/publish'
import type { ExitCode, Io } from '../../io.ts'
import { plain, plainJson } from '../../plain.ts'
import { documentOf, notPolicies, readFolder } from './folder.ts'
import { type Paint, paintFor } from './screen.ts'

async function documentIn(path: string): Promise<UncheckedDocument> {
  const document = documentOf(await readFolder(path))
  if (document.text.length > LIMITS.textBytes) throw notPolicies(path)
  return document
}

function painted(line: string, paint: Paint): string {
  const [sign = ''] = line
  // The sign stays; the rest is untrusted, and its indentation matters.
  const text = `${sign}${line.slice(1).replace(/^\s*/, (space) => space.replaceAll('\t', '  '))}`
  const clean = plain(text)
  if (sign === '-') return paint.red(clean)
  if (sign === '+') return paint.green(clean)
  return sign === '@' ? paint.cyan(clean) : clean
}

/** Prints what differs between two folders; 1 when something does. */
export async function diff(
  before: string,
  after: string,
  { json }: { json?: true },
  io: Io,
): Promise<ExitCode> {
  const found = diffDocuments(await documentIn(before), await documentIn(after))
  if (json) io.stdout.write(`${plainJson(found)}\n`)
  else for (const line of diffText(found)) io.stdout.write(`${painted(line, paintFor(io))}\n`)
  return found.same ? 0 : 1
}
