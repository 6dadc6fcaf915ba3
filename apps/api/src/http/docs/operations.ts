// A page for each operation, made from the contract: what it takes, its examples and its errors.
import { errorEntry, errorsOf, type Operation, operationList, placeInput } from '@countersign/contract'
import * as z from 'zod'
import { type DocPage, firstSentence } from './page.ts'

export function operationPages(): DocPage[] {
  return operationList.map((operation) => ({
    section: 'Operations' as const,
    path: `/docs/operations/${operation.name}`,
    title: operation.summary,
    summary: firstSentence(operation.description),
    markdown: () => pageOf(operation),
  }))
}

function pageOf(operation: Operation): string {
  const { summary, name, method, path, scope, description } = operation
  const open = operation.auth === 'optional' ? ', or no key where anybody may read it' : ''
  return `# ${summary}

${description}

\`${method} ${path}\` is called \`${name}\` and needs a key with the scope \`${scope}\`${open}.
${members(operation)}${operation.examples.map((example) => exampleOf(operation, example)).join('')}
## Errors

${errorsOf(operation)
  .map((code) => `- [\`${code}\`](/docs/errors/${code}.md): ${errorEntry(code).title}`)
  .join('\n')}
`
}

type Described = {
  properties?: Record<string, Described>
  required?: string[]
  description?: string
  $ref?: string
  $defs?: Record<string, Described>
}

/** What may be sent, in the path, the query or the body. */
function members({ input }: Operation): string {
  const rows = PARTS.flatMap((part) => {
    const schema = input[part]
    if (schema === undefined) return []
    const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described
    const { properties = {}, required = [] } = resolved(root, root)
    return Object.entries(properties).map(([name, member]) => {
      const description = member.description ?? resolved(member, root).description ?? ''
      const isRequired = part === 'params' || required.includes(name)
      const place = `${PLACES[part]}${isRequired ? ', required' : ''}`
      return `| \`${name}\`, ${place} | ${description.replaceAll('|', String.raw`\|`)} |`
    })
  })
  if (rows.length === 0) return ''
  return `\n| member | what it is |\n|---|---|\n${rows.join('\n')}\n`
}

const PARTS = ['params', 'query', 'body'] as const
const PLACES = { params: 'path', query: 'query', body: 'body' } as const

/** A schema, or the one that it refers to. */
function resolved(schema: Described, { $defs = {} }: Described): Described {
  return $defs[schema.$ref?.replace('#/$defs/', '') ?? ''] ?? schema
}

function exampleOf(operation: Operation, { title, request, answer }: Operation['examples'][number]): string {
  const { path, body } = placeInput(operation, request as object)
  const key = ' -H "authorization: Bearer $KEY"'
  const sent = body === undefined ? '' : ` -H 'content-type: application/json' \\\n  -d ${quoted(body)}`
  const method = operation.method === 'GET' || operation.method === 'POST' ? '' : ` -X ${operation.method}`
  return `
## Example: ${title}

\`\`\`sh
curl -s${method} "$URL${path}"${key}${sent}
\`\`\`

${answerOf(operation, answer)}
`
}

function quoted(body: object): string {
  return `'${JSON.stringify(body).replaceAll("'", String.raw`'\''`)}'`
}

function answerOf({ produces }: Operation, answer: unknown): string {
  if (produces === 'cose') return 'The answer is one COSE structure, as bytes.'
  const text =
    produces === 'json' ? JSON.stringify(answer, null, 2) : (answer as readonly string[]).join('\n')
  return `\`\`\`json\n${text}\n\`\`\``
}
