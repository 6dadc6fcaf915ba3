// The documentation in a browser: readable, alone on this host, tried out; under COUNTERSIGN_LONG more pages.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { seriousFaults } from './axe.ts'
import { chromiumOfSuite, looks, noChromium } from './chromium.ts'
import type { TestPerson } from './people.ts'

/** A folder for pictures of every page; none are taken without it. */
const pictures = process.env.PICTURES

const nobody = { browser: { cookies: new Map() } } as unknown as TestPerson
const OPERATION = '/docs#tag/decisions/POST/v1/gate'
const isLong = process.env.COUNTERSIGN_LONG !== undefined
/** The reference is heavy to look through, and one part of it looks as the others do. */
const PAGES = isLong
  ? ['/docs', OPERATION, '/docs/guides/policies/facts', '/docs/operations/gate', '/docs/errors']
  : [OPERATION, '/docs/guides/policies/facts']
describe('the documentation in Chromium', { skip: noChromium }, () => {
  const suite = chromiumOfSuite()

  async function opened(context: BrowserContext): Promise<{ page: Page; faults: string[] }> {
    const page = await context.newPage()
    const faults: string[] = []
    page.on('request', (request) => {
      if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(`${suite.chromium.origin}/`))
        faults.push(`asks ${request.url()}`)
    })
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    page.on('pageerror', ({ message }) => faults.push(message))
    return { page, faults }
  }

  async function show(page: Page, path: string): Promise<void> {
    await page.goto(suite.chromium.origin + path)
    if (path === '/docs') await page.getByRole('heading', { name: 'Countersign' }).waitFor()
    if (path === OPERATION) await page.getByRole('heading', { name: 'Ask before acting' }).first().waitFor()
  }

  for (const [width, colorScheme] of looks(390)) {
    it(`can be read by everybody at ${width} pixels in ${colorScheme} colours, and asks no other host`, async () => {
      const context = await suite.chromium.open(nobody, { viewport: { width, height: 900 }, colorScheme })
      const { page, faults } = await opened(context)
      for (const path of PAGES) {
        await show(page, path)
        assert.deepEqual(await seriousFaults(page, colorScheme), [], `${path} at ${width} in ${colorScheme}`)
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        assert.ok(overflow <= 0, `${path} is ${overflow} pixels wider than ${width}`)
        if (pictures === undefined) continue
        mkdirSync(pictures, { recursive: true })
        const name = path.replaceAll(/[^a-z0-9]+/gi, '-')
        await page.screenshot({ path: `${pictures}/docs${name}-${width}-${colorScheme}.png` })
      }
      assert.deepEqual(faults, [])
      await context.close()
    })
  }

  it('sends what it shows once an agent pastes its key, and shows the real answer', async () => {
    const key = await suite.app.newKey(['gate'], { agent_id: await suite.app.newAgent() })
    const context = await suite.chromium.open(nobody, { viewport: { width: 1280, height: 900 } })
    const { page, faults } = await opened(context)
    await show(page, OPERATION)
    await page.getByRole('button', { name: 'Test Request (post /v1/gate)' }).click()
    const client = page.getByRole('dialog')
    await client.getByRole('textbox', { name: 'Bearer Token' }).fill(key)
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url() === `${suite.chromium.origin}/v1/gate`),
      client.getByRole('button', { name: 'Send' }).first().click(),
    ])
    assert.equal(answer.status(), 200, await answer.text())
    const { verdict, receipt } = (await answer.json()) as { verdict: string; receipt: { id: string } }
    assert.equal(verdict, 'allow')
    await client.getByText(receipt.id).first().waitFor()
    assert.deepEqual(faults, [])
    const kept = await page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })')
    assert.ok(!kept.includes(key))
    await context.close()
  })
})
