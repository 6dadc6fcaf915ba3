// `countersign policy diff`: prints what differs between two policy folders.
import { isJsonObject } from '@countersign/json'
import { diffDocuments, diffText, LIMITS, type PolicyDocument } from '@countersign/policy/publish'
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { plain, plainJson } from '../../plain.ts'
import { type PolicyFolder, readFolder } from '../folder.ts'
import { type Paint, paintFor } from '../screen.ts'

async function documentOf(path: string): Promise<PolicyDocument> {
  const { document }: PolicyFolder = await readFolder(path)
  const { settings, tests = [] } = document
  const hasShape =
    (settings === undefined || isJsonObject(settings)) && Array.isArray(tests) && tests.every(isJsonObject)
  if (!hasShape || document.text.length > LIMITS.textBytes)
    throw new CliError(
      'cli.unreadable',
      `\`${path}\` is not a policy folder; see what \`countersign policy lint\` says of it`,
    )
  return document as unknown as PolicyDocument
}

function painted(line: string, paint: Paint): string {
  const [sign = ''] = line
  // The sign stays; the rest is a stranger's, and its indentation matters.
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
  const found = diffDocuments(await documentOf(before), await documentOf(after))
  if (json) io.stdout.write(`${plainJson(found)}\n`)
  else for (const line of diffText(found)) io.stdout.write(`${painted(line, paintFor(io))}\n`)
  return found.same ? 0 : 1
}
