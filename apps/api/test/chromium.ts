// A real browser for tests of pages; undefined where there is none.
import { existsSync } from 'node:fs'
import { after, before } from 'node:test'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { type AppOptions, startAlone, type TestApp } from './harness.ts'
import type { TestPerson } from './people.ts'

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export const chromiumPath = process.env.CHROMIUM_PATH ?? PATHS.find((path) => existsSync(path))

/** Why a test that needs a browser is skipped; false where it is not. */
export const noChromium: string | false =
  chromiumPath === undefined ? 'there is no Chromium here: set CHROMIUM_PATH' : false

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

type Options = {
  javaScriptEnabled?: boolean
  viewport?: { width: number; height: number }
  colorScheme?: 'light' | 'dark'
}

/** A browser on a busy machine needs longer than the half minute that it is given otherwise. */
const PATIENCE_MS = 180_000

/** Both colours and both widths once; the long run looks at each pair of them. */
export function looks(narrow: number): [width: number, colorScheme: 'light' | 'dark'][] {
  const often: ReturnType<typeof looks> = [
    [narrow, 'light'],
    [1280, 'dark'],
  ]
  if (process.env.COUNTERSIGN_LONG === undefined) return often
  return [...often, [narrow, 'dark'], [1280, 'light']]
}

export type Chromium = AsyncDisposable & {
  /** A browser window of its own, in which the person is signed in. */
  open(person: TestPerson, options?: Options): Promise<BrowserContext>
  origin: string
}

/** Starts a browser, and has the service listen on a port that the system chooses. */
export async function startChromium(app: TestApp): Promise<Chromium> {
  const { url } = await listening(app)
  const browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ARGS })
  return {
    origin: url,
    async open({ browser: { cookies } }, options = {}) {
      const context = await browser.newContext({ ...options })
      context.setDefaultTimeout(PATIENCE_MS)
      await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url })))
      return context
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
    },
  }
}

/** The service and a browser for the tests of a suite; `options` are asked for as it begins. */
export function chromiumOfSuite(options: () => AppOptions = () => ({})): {
  app: TestApp
  chromium: Chromium
} {
  let app: (TestApp & AsyncDisposable) | undefined
  let browser: Chromium | undefined
  before(async () => {
    app = await startAlone('postgres', options())
    browser = await startChromium(app)
  })
  after(async () => {
    await browser?.[Symbol.asyncDispose]()
    await app?.[Symbol.asyncDispose]()
  })
  return {
    get app() {
      return begun(app)
    },
    get chromium() {
      return begun(browser)
    },
  }
}

function begun<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the suite has not begun')
  return value
}

async function listening({ http }: TestApp): Promise<{ url: string }> {
  if (!http.server.listening) await http.listen({ host: '127.0.0.1', port: 0 })
  const address = http.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the service does not listen')
  return { url: `http://127.0.0.1:${address.port}` }
}

/** A device with a passkey store whose owner says yes to everything. */
export async function addAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}
