// `helm install` makes what Kubernetes knows, hardened, with secrets by reference and every setting.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse, parseAllDocuments } from 'yaml'
import { environmentSchema, readConfig } from '../src/config.ts'
import { noHelm, runHelm } from './helm.ts'

type Labels = Record<string, string>
type Variable = { name: string; value: string }
type Container = {
  image: string
  env: Variable[]
  securityContext: object
  ports: { name: string; containerPort: number }[]
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[]
}
type Source = { secret: { name: string; items: { key: string; path: string }[] } }
type Pod = {
  automountServiceAccountToken: boolean
  enableServiceLinks: boolean
  securityContext: object
  containers: Container[]
  volumes: { name: string; projected?: { sources: Source[] } }[]
}
type Rendered = {
  apiVersion: string
  kind: string
  metadata: { name: string; labels: Labels }
  spec: {
    replicas?: number
    selector?: { matchLabels?: Labels } & Labels
    podSelector?: { matchLabels: Labels }
    template?: { metadata: { labels: Labels }; spec: Pod }
    jobLabel?: string
  }
}

const root = fileURLToPath(new URL('../../..', import.meta.url))
const CHART = 'ops/helm/countersign'

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

const secrets = { databaseUrl: { name: 'the-database' }, masterKey: { name: 'the-key' } }
const least = { secrets }
const most = {
  image: { repository: 'registry.example/api', digest: `sha256:${'0'.repeat(64)}` },
  imagePullSecrets: [{ name: 'pull' }],
  secrets: {
    ...secrets,
    previousMasterKey: { name: 'the-key-before' },
    initAdminKey: { name: 'the-admin-key' },
    metricsToken: { name: 'the-token', key: 'token' },
    smtpUrl: { name: 'the-mail' },
  },
  settings: {
    COUNTERSIGN_PUBLIC_URL: 'https://countersign.example',
    COUNTERSIGN_RATE_LIMIT_KEY: 1_000_000,
    COUNTERSIGN_TRUST_PROXY: true,
    COUNTERSIGN_INIT_ORG: 'true',
  },
  networkPolicy: {
    from: [{ namespaceSelector: { matchLabels: { team: 'agents' } } }],
    database: { port: 6432, to: [{ ipBlock: { cidr: '10.1.2.3/32' } }] },
    publicPorts: [443, 465],
    egress: [{ ports: [{ port: 4318 }] }],
  },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  podAnnotations: { note: 'one' },
  nodeSelector: { disk: 'fast' },
  tolerations: [{ key: 'dedicated', operator: 'Exists' }],
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
}
const fixedSize = { secrets, replicas: 3, autoscaling: { enabled: false }, networkPolicy: { enabled: false } }

function render(values: object): Rendered[] {
  const { status, stdout, stderr } = runHelm(['template', 'prod', CHART], values)
  assert.equal(status, 0, stderr)
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Rendered | null)
    .filter((object) => object !== null)
}

function refusal(values: object): string {
  const { status, stderr } = runHelm(['template', 'prod', CHART], values)
  assert.notEqual(status, 0)
  return stderr
}

function podOf(objects: Rendered[]): Pod {
  const pod = objects.find(({ kind }) => kind === 'Deployment')?.spec.template?.spec
  assert.ok(pod)
  return pod
}

function containerOf(objects: Rendered[]): Container {
  const [container] = podOf(objects).containers
  assert.ok(container)
  return container
}

const MODELS: Record<string, string> = {
  Deployment: 'kubernetes-models/apps/v1/Deployment',
  HorizontalPodAutoscaler: 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler',
  NetworkPolicy: 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy',
  PodDisruptionBudget: 'kubernetes-models/policy/v1/PodDisruptionBudget',
  Service: 'kubernetes-models/v1/Service',
  ServiceMonitor: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor',
}

/** What the compiler has against the objects as literals of Kubernetes' types, which allow no member that they do not know. */
function complaints(objects: Rendered[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-chart-'))
  try {
    const lines = objects.map((object, at) => {
      const model = MODELS[object.kind]
      assert.ok(model, `a type for ${object.kind}`)
      return `export const _${at}: import('${model}').I${object.kind} = ${JSON.stringify(object)}`
    })
    writeFileSync(join(folder, 'objects.ts'), lines.join('\n'))
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    symlinkSync(join(root, 'apps/api/node_modules'), join(folder, 'node_modules'))
    const tsc = join(root, 'node_modules/.bin/tsc')
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '']
    return spawnSync(tsc, [...flags, 'objects.ts'], { cwd: folder, encoding: 'utf8' }).stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('the chart', { skip: noHelm }, () => {
  it('passes helm lint, with the least and with the most that can be chosen', () => {
    for (const values of [least, most, fixedSize]) {
      const { status, stdout, stderr } = runHelm(['lint', '--strict', CHART], values)
      assert.equal(status, 0, stdout + stderr)
    }
  })

  it('makes the objects that the values ask for', () => {
    const always = ['Deployment', 'PodDisruptionBudget', 'Service']
    function kinds(values: object) {
      return render(values)
        .map(({ kind }) => kind)
        .sort()
    }
    assert.deepEqual(kinds(least), [...always, 'HorizontalPodAutoscaler', 'NetworkPolicy'].sort())
    assert.deepEqual(kinds(most), Object.keys(MODELS).sort())
    assert.deepEqual(kinds(fixedSize), always)
  })

  it('makes nothing that Kubernetes does not know', () => {
    assert.equal(complaints([...render(least), ...render(most), ...render(fixedSize)]), '')
    const [wrong] = render(least)
    assert.ok(wrong)
    assert.match(complaints([{ ...wrong, spec: { ...wrong.spec, jobLable: 'x' } } as Rendered]), /jobLable/)
  })

  it('leaves the number of processes to the autoscaler where there is one', () => {
    function replicas(values: object) {
      return render(values).find(({ kind }) => kind === 'Deployment')?.spec.replicas
    }
    assert.equal(replicas(least), undefined)
    assert.equal(replicas(fixedSize), 3)
  })

  it('selects its own pods with everything that selects', () => {
    const objects = render(most)
    const pods = objects.find(({ kind }) => kind === 'Deployment')?.spec.template?.metadata.labels ?? {}
    for (const { kind, spec } of objects.filter(({ kind }) => kind !== 'HorizontalPodAutoscaler')) {
      const selector = spec.podSelector?.matchLabels ?? spec.selector?.matchLabels ?? spec.selector ?? {}
      assert.equal(selector['app.kubernetes.io/instance'], 'prod', kind)
      for (const [name, value] of Object.entries(selector)) assert.equal(pods[name], value, `${kind} ${name}`)
    }
  })

  it('gives the job of the metrics the name that the dashboard and the alerts know', () => {
    const objects = render(most)
    const label = objects.find(({ kind }) => kind === 'ServiceMonitor')?.spec.jobLabel ?? ''
    const service = objects.find(({ kind }) => kind === 'Service')
    assert.equal(service?.metadata.labels[label], 'countersign')
    assert.match(read('ops/prometheus-alerts.yml'), /up\{job="countersign"\}/)
  })

  it('is installed by the commands of docs/operating.md, with the keys of the Secret that they make', () => {
    const [, block = ''] =
      /^```sh\n(kubectl create secret[\s\S]*?)^```/m.exec(read('docs/operating.md')) ?? []
    const [create = '', install = ''] = block.replaceAll('\\\n', ' ').split('\n')
    const words = install.trim().split(/ +/)
    assert.deepEqual(words.slice(0, 2), ['helm', 'install'])
    const { status, stdout, stderr } = runHelm(['template', ...words.slice(2)], {})
    assert.equal(status, 0, stderr)
    const rendered = parseAllDocuments(stdout).map((document) => document.toJS() as Rendered)
    const sources = podOf(rendered).volumes.flatMap(({ projected }) => projected?.sources ?? [])
    const made = [...create.matchAll(/--from-literal=([\w-]+)=/g)].map(([, key]) => key)
    assert.ok(sources.every(({ secret }) => secret.name === create.trim().split(/ +/)[4]))
    assert.deepEqual(sources.flatMap(({ secret }) => secret.items.map(({ key }) => key)).sort(), made.sort())
  })

  it('has the version of the release', () => {
    const { version, appVersion } = parse(read(`${CHART}/Chart.yaml`))
    const released = JSON.parse(read('package.json')).version
    assert.deepEqual([version, appVersion], [released, released])
  })
})

describe('a pod of the chart', { skip: noHelm }, () => {
  it('has no root, no capability, no token of the cluster, and writes only to /tmp', () => {
    const pod = podOf(render(least))
    const container = containerOf(render(least))
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    assert.deepEqual(pod.securityContext, {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    assert.equal(pod.automountServiceAccountToken, false)
    const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true)
    assert.deepEqual(
      writable.map(({ mountPath }) => mountPath),
      ['/tmp'],
    )
  })

  it('gets no variables about Services, one of which would be COUNTERSIGN_PORT', () => {
    assert.equal(podOf(render(least)).enableServiceLinks, false)
    assert.throws(() => readConfig({ COUNTERSIGN_PORT: 'tcp://10.0.0.1:8700' }), /COUNTERSIGN_PORT/)
  })

  it('reads each secret from a file of the Secret that is named, and no other', () => {
    for (const values of [least, most]) {
      const objects = render(values)
      const { env, volumeMounts } = containerOf(objects)
      const place = volumeMounts.find(({ name }) => name === 'secrets')?.mountPath
      const sources = podOf(objects).volumes.flatMap(({ projected }) => projected?.sources ?? [])
      const files = sources.flatMap(({ secret }) => secret.items.map(({ path }) => `${place}/${path}`))
      const named = env.filter(({ name }) => name.endsWith('_FILE'))
      assert.deepEqual(named.map(({ value }) => value).sort(), files.sort())
      assert.equal(named.length, Object.keys(values.secrets).length)
      assert.deepEqual(
        sources.map(({ secret }) => secret.name).sort(),
        Object.values(values.secrets)
          .map(({ name }) => name)
          .sort(),
      )
    }
    assert.deepEqual(
      render(most).filter(({ kind }) => kind === 'Secret'),
      [],
    )
  })

  it('is given settings as they are written, large numbers and words that YAML reads otherwise included', () => {
    const { env } = containerOf(render(most))
    for (const [name, value] of Object.entries(most.settings))
      assert.equal(env.find((one) => one.name === name)?.value, String(value))
    const known = env.filter(({ name }) => name !== 'NODE_OPTIONS' && !name.endsWith('_FILE'))
    const config = readConfig(Object.fromEntries(known.map(({ name, value }) => [name, value])))
    assert.equal(config.rateLimit.perKey, 1_000_000)
    assert.equal(config.trustProxy, true)
  })

  it('runs the image by its digest, or by the version of the chart', () => {
    assert.equal(containerOf(render(most)).image, `registry.example/api@sha256:${'0'.repeat(64)}`)
    const { version } = JSON.parse(read('package.json'))
    assert.equal(containerOf(render(least)).image, `countersign-api:${version}`)
  })
})

describe('the values of the chart', { skip: noHelm }, () => {
  it('have every setting but what the image fixes, and a Secret for every secret', () => {
    const { properties } = JSON.parse(read(`${CHART}/values.schema.json`))
    const names = Object.keys(environmentSchema.shape)
    const files = names.filter((name) => name.endsWith('_FILE'))
    const ofSecrets = [...files, ...files.map((name) => name.replace(/_FILE$/, ''))]
    const fixed = ['NODE_ENV', 'COUNTERSIGN_HOST', 'COUNTERSIGN_PORT', 'COUNTERSIGN_DATA_DIR', ...ofSecrets]
    assert.deepEqual(
      Object.keys(properties.settings.properties).sort(),
      names.filter((name) => !fixed.includes(name)).sort(),
    )
    const { env } = containerOf(render(most))
    assert.deepEqual(
      env
        .map(({ name }) => name)
        .filter((name) => name.endsWith('_FILE'))
        .sort(),
      files.sort(),
    )
  })

  it('are refused where they are wrong, by what is wrong', () => {
    assert.match(refusal({ secrets: { databaseUrl: secrets.databaseUrl } }), /masterKey/)
    assert.match(refusal({ ...least, settings: { COUNTERSIGN_MASTER_KEY: '00' } }), /COUNTERSIGN_MASTER_KEY/)
    assert.match(refusal({ ...least, settings: { COUNTERSIGN_READER: 4 } }), /COUNTERSIGN_READER'/)
    assert.match(refusal({ ...least, serviceMonitor: { enabled: true } }), /secrets\.metricsToken\.name/)
    assert.match(refusal({ ...least, replica: 1 }), /replica/)
  })
})
