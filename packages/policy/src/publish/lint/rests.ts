// Lint rules for policies that let something through because of names and texts of the agent.
import { MEANS, means, nameOf } from '../../facts/name.ts'
import { allOf, pathOf } from '../expression.ts'
import { patternsIn } from './comparisons.ts'
import { passingParts } from './passing.ts'
import type { Rule } from './rule.ts'

/** The name of the action says what the agent calls it; what is called is the tool. */
export const restsOnAction: Rule = ({ json }) =>
  passingParts(json).some((part) => allOf(part).some((inner) => pathOf(inner) === 'context.action'))
    ? [
        {
          code: 'lint.rests_on_action',
          message:
            'this lets calls through by the name of their action, which the agent chooses beside the tool; compare context.tool or the resource, which are what is called',
          near: 'context.action',
        },
      ]
    : []

const PLACES = MEANS.path | MEANS.folder | MEANS.url | MEANS.host

/** Whether a member of the vocabulary holds a URL or a path as it was sent. */
function isPlace(path: string): boolean {
  if (path === 'context.target.url' || path === 'context.target.path') return true
  return path.startsWith('context.arguments.') && means(nameOf(path.slice(path.lastIndexOf('.') + 1)), PLACES)
}

/** A pattern over a URL or a path: whatever is appended to it, or spelt otherwise, fits as well. */
export const restsOnText: Rule = ({ json }) =>
  passingParts(json)
    .flatMap(patternsIn)
    .filter(({ path }) => isPlace(path))
    .map(({ path, pieces }) => ({
      code: 'lint.rests_on_text',
      message: `${path} is compared as it was sent, so this also lets through what only looks like it: \`https://a.example*\` fits \`https://a.example.evil.test/\`, and \`/data/*\` fits \`/data/../etc\`; define a group of hosts or a zone, and use context.hosts.groups_all or context.paths.zones_all`,
      near: pieces.find((piece) => piece !== undefined) ?? path,
    }))
