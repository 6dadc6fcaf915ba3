// The page that allows a program, in real Chromium: scripts off, links alone, axe at both widths.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { seriousFaults } from './axe.ts'
import { chromiumOfSuite, noChromium } from './chromium.ts'
import { newPerson } from './people.ts'

async function requireReadable(page: Page, colorScheme: 'light' | 'dark', what: string): Promise<void> {
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  assert.ok(wide <= 0, `${what}: ${wide} pixels too wide`)
  assert.deepEqual(await seriousFaults(page, colorScheme), [], what)
}

describe('allowing a program in a browser', { skip: noChromium }, () => {
  const suite = chromiumOfSuite()

  it('works with scripts switched off', async () => {
    const ada = await newPerson(suite.app, 'owner')
    const { deviceCode, userCode } = await suite.app.people.devices.begin({
      client: 'a cli',
      address: '192.0.2.7',
    })
    const context = await suite.chromium.open(ada, { javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${suite.chromium.origin}/device`)
    await page.fill('#code', userCode)
    await page.click('main button')
    assert.match((await page.textContent('main')) ?? '', /a cli[\s\S]*192\.0\.2\.7/)
    await page.click('button[value="allow"]')
    assert.match((await page.textContent('main')) ?? '', /The program is signed in/)
    assert.equal(typeof (await suite.app.people.devices.collect(deviceCode)), 'object')
    await context.close()
  })

  it('has no serious fault for a screen reader, and fits', async () => {
    const ada = await newPerson(suite.app, 'owner')
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [320, 1280]) {
        const { userCode } = await suite.app.people.devices.begin({ client: 'a cli', address: '192.0.2.7' })
        const context = await suite.chromium.open(ada, { colorScheme, viewport: { width, height: 800 } })
        const page = await context.newPage()
        await page.goto(`${suite.chromium.origin}/device`)
        await requireReadable(page, colorScheme, `the code, ${colorScheme} at ${width}`)
        await page.fill('#code', userCode)
        await page.click('main button')
        await page.waitForSelector('button[value="allow"]')
        await requireReadable(page, colorScheme, `the question, ${colorScheme} at ${width}`)
        await context.close()
      }
    }
  })
})
