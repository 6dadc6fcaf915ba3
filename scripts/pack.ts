// `npm run pack`: builds each package that others install, and packs it as a tarball into `dist/`.
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { command, type Outcome, root, tools } from './checks.ts'

/** A package that others install; its folder is one of `packages/`. */
export type Published = { readonly folder: string; readonly name: string; readonly version: string }

/** A package as a tarball. */
export type Tarball = Published & { readonly file: string }

/** A step that failed, with what it printed. */
export class PackError extends Error {}

const skipped = /(^|\/)(node_modules|dist|test|report|replay)$|\.test\.ts$/

/** Every package that others install, by name. */
export function publishedPackages(): Published[] {
  return globSync('packages/*/package.json', { cwd: root })
    .map((path) => ({ path, manifest: JSON.parse(readFileSync(join(root, path), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ path, manifest: { name, version } }) => ({
      folder: path.replace('/package.json', ''),
      name,
      version,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Packs each package into `out`, which is made where it is missing, and reports each step. */
export function pack(out: string, report: (line: string) => void): Tarball[] {
  const packages = publishedPackages()
  // A copy: nothing old gets into a tarball, and the sources stay what the workspace runs.
  const copy = mkdtempSync(join(tmpdir(), 'countersign-pack-'))
  try {
    copyWorkspace(copy, packages)
    packages.forEach(({ folder, name }, index) => {
      report(`${index + 1}/${packages.length} building ${name}`)
      const config = join(copy, folder, 'tsconfig.build.json')
      require(command(join(tools, 'tsc'), ['--singleThreaded', '-p', config], copy), `${name} does not build`)
    })
    mkdirSync(out, { recursive: true })
    report(`packing into ${out}`)
    require(command(
      'npx',
      ['--yes', '--prefer-offline', ...pnpmPack(out)],
      copy,
    ), 'the packages cannot be packed')
    return packages.map((each) => ({ ...each, file: join(out, fileNameOf(each)) }))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

function pnpmPack(out: string): string[] {
  const { config } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return [config.pnpm, '--recursive', '--filter=./packages/*', 'pack', '--pack-destination', out]
}

function copyWorkspace(copy: string, packages: readonly Published[]): void {
  for (const file of [
    'package.json',
    'pnpm-workspace.yaml',
    'tsconfig.json',
    'tsconfig.pure.json',
    'LICENSE',
  ]) {
    cpSync(join(root, file), join(copy, file))
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const { folder } of packages) {
    cpSync(join(root, folder), join(copy, folder), {
      recursive: true,
      filter: (path) => !skipped.test(path),
    })
    const modules = join(root, folder, 'node_modules')
    if (existsSync(modules)) symlinkSync(modules, join(copy, folder, 'node_modules'))
  }
}

function require({ isPassed, output }: Outcome, otherwise: string): void {
  if (!isPassed) throw new PackError(`${otherwise}:\n${output}`)
}

/** As npm names the tarball of a scoped package. */
function fileNameOf({ name, version }: Published): string {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
}

if (import.meta.main) {
  const out = resolve(process.argv[2] ?? join(root, 'dist'))
  try {
    const packed = pack(out, (line) => console.log(line))
    for (const { file } of packed) console.log(`✔ ${basename(file)}`)
    console.log(`install them together: npm install ${join(out, '*.tgz')}`)
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
