// What axe finds serious on a page, for tests of pages in a browser.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Of the rules only these look at colours; the others find in the dark what they find in the light. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** What is serious or critical: the rule and the element that breaks it. */
export async function seriousFaults(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const options = colorScheme === 'light' ? {} : { runOnly: RULES_OF_COLOURS }
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)
}
