// Manifests: what a cluster or a host runs from then on, and what it may reach there.
import type { EffectWord } from '../../model/cedar.ts'
import type { Member } from '../leaves.ts'
import { aboutOf, type Name } from '../name.ts'
import { singularOf } from '../names/effect-stems.ts'
import { list } from '../names/lists.ts'
import { addEffects, type Reader } from './reader.ts'

const MANIFESTS = list(
  'manifest yaml yml resource spec podspec jobspec object compose composefile stack template definition workload taskdefinition',
)
const WRITTEN = list(
  'file note comment page document doc message snippet gist issue ticket commit block cell',
)

const KINDS: Readonly<Record<string, readonly EffectWord[]>> = {
  ...kindsAs(
    ['execute', 'later'],
    'pod job cronjob deployment daemonset statefulset replicaset replicationcontroller workflow taskrun pipelinerun',
  ),
  ...kindsAs(['rights'], 'role clusterrole rolebinding clusterrolebinding networkpolicy podsecuritypolicy'),
  ...kindsAs(['rights', 'later'], 'mutatingwebhookconfiguration validatingwebhookconfiguration'),
}

function kindsAs(effects: readonly EffectWord[], kinds: string): Record<string, readonly EffectWord[]> {
  return Object.fromEntries(kinds.split(' ').map((kind) => [kind, effects]))
}

const KIND = /^[ \t]{0,8}(?:- )?["']?kind["']?[ \t]*:[ \t]*["']?(\w{1,40})/gm
// Through which a container is the machine itself.
const UNCONTAINED =
  /\bprivileged["']?[ \t]*:[ \t]*["']?true|\bhost(?:PID|IPC|Network)["']?[ \t]*:[ \t]*["']?true|\bhostPath\b|\/var\/run\/docker\.sock|\bcap_add\b|\b(?:pid|ipc|network_mode|userns_mode)["']?[ \t]*:[ \t]*["']?host\b/

function addKind(reader: Reader, kind: string): void {
  const effects = KINDS[kind.toLowerCase()]
  if (effects !== undefined) addEffects(reader, effects)
}

const SHORTEST = 12

/** A manifest as a text, for a tool that hands it to a cluster and does not only write it down. */
export function readManifest(reader: Reader, name: Name, value: string): void {
  if (value.length < SHORTEST || !MANIFESTS.has(singularOf(aboutOf(name).last))) return
  if (reader.words.some((word) => WRITTEN.has(singularOf(word)))) return
  if (value.includes('apiVersion')) for (const [, kind = ''] of value.matchAll(KIND)) addKind(reader, kind)
  if (UNCONTAINED.test(value)) addEffects(reader, ['execute', 'rights'])
}

/** The same as an object, by the member that only manifests have. */
export function readWorkload(reader: Reader, { name, value, of }: Member): void {
  if (name.text !== 'apiVersion' || reader.isReading || typeof value !== 'string') return
  const kind = reader.objects[of]?.value.kind
  if (typeof kind !== 'string') return
  if (!reader.words.some((word) => WRITTEN.has(singularOf(word)))) addKind(reader, kind)
}
