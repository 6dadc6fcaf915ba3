// The words that show what an action does, and the names that words alone would class wrongly.
import type { Effect } from '../../model/cedar.ts'

function list(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

/** The classes that words can name; `unknown` is what remains. */
export type WordClass = Exclude<Effect, 'unknown'>

// Nouns stay out of these lists: an unknown verb beside a known noun must stay unknown.
/** Words that name what is done, wherever they stand in a name. */
export const VERBS: Record<WordClass, readonly string[]> = {
  read: list(`
    read reads get list search find view show describe count lookup select fetch browse inspect retrieve scan
    check verify validate compare diff preview ripgrep rg track peek explain summarize summarise analyze analyse calculate compute
    estimate parse extract grep glob ls watch observe discover enumerate explore geocode screenshot ping whoami
    introspect detect lint aggregate locate
    plan help echo wc stat du df uuid now outline translate classify tokenize slugify capitalize transliterate romanize filter hash encode decode answer
    think reason reflect blame cat head tail tree guess infer predict rank score recommend suggest match rerank
    transcribe ocr weather forecast frequency simulate measure probe trace ask consult study assess categorize
    categorise identify recognize recognise determine examine interpret investigate quote sample solve embed
    similarity distance dryrun paraphrase proofread normalize normalise round sum average math calc calculator random timestamp version about
    time date sleep wait pwd reverse lorem clock today scrape crawl webcrawl recall diagnose
    whois nslookup brainstorm critique multiply subtract sqrt factorial fibonacci median stddev`),
  change: list(`
    create write writes update edit set put patch add insert append prepend modify change rename move copy cp mv
    save store make mkdir touch tee upsert replace toggle enable configure assign unassign annotate attach
    register enroll fork init initialize clone generate import load ingest reindex mark star unstar unpin close
    reopen open archive unarchive fill hover drag scroll resize sort tune adjust rotate renew refresh sync relabel
    reorder reschedule snooze mute unmute dismiss reject decline react mount unmount stash mutate increment
    decrement allocate provision transform convert resolve remember memorize download backup manage
    correct fix adapt extend shorten bump raise lower increase decrease favorite favourite unmark duplicate
    complete transition upgrade rewrite rephrase alter draw render plot sketch chunk crop split trim slice combine concat concatenate blur acknowledge ack highlight underline visualize visualise vote
    compose postpone prepare paste compress zip unzip unpack populate seed sanitize indent prettify pause zoom pin play
    emulate prioritize prioritise reprioritize reprioritise unlabel untag unflag unsnooze unfavorite amend tweak revise unlock disarm compact condense hset hmset lpush rpush sadd zadd`),
  execute: list(`
    run rerun exec execute executes shell bash sh zsh powershell pwsh eval evaluate invoke sql nosql graphql
    cypher psql mysql mongosh spawn subprocess popen interpreter repl python python3 perl ruby php javascript sudo
    su ssh chroot launch start restart boot dispatch install npx retry replay compile apply migrate enqueue
    delegate impersonate elevate escalate assume inject chmod chown crontab
    autorun bootstrap sideload daemonize fire kickoff engage preload hotpatch respawn nsenter strace awk xargs
    parallel ansible helm`),
  outward: list(`
    send sends publish publishes deploy deploys notify notifies upload push pay buy submit announce
    dial wire remit donate withdraw deposit sell mint reserve subscribe unsubscribe forward deliver transmit
    distribute disclose expose leak exfiltrate relay ship syndicate authorize approve confirm sign cosign attest
    promote publicize emit curl wget scp sftp rsync telnet netcat navigate goto click tap press dump respond settle
    reimburse disburse redeem hire crosspost handoff
    sendmail mailto bet wager rent remunerate reward compensate prepay repay topup telegraph
    airdrop beam replicate smuggle siphon offload outsource advertise prescribe accept consent agree liquidate invest divest cashout rsvp`),
  destructive: list(`
    delete deletes del drop drops remove removes rm rmdir destroy destroys truncate purge wipe erase kill pkill
    terminate revoke reset force uninstall shutdown reboot poweroff overwrite overwrites unlink prune disable
    expunge clear clean cleanup flush discard drain evict expel kick ban cancel abort stop halt suspend deactivate
    decommission deprovision deregister unregister unpublish rollback revert restore shred scrub nuke obliterate
    zap teardown dismantle dispose reimage rebase squash downgrade demote disconnect unbind detach dealloc
    deallocate reclaim undo forget anonymize anonymise redact expire invalidate undeploy mkfs fdisk rmtree
    dropdatabase flushall flushdb vacuum sabotage quarantine
    destruct selfdestruct detonate zeroize zeroise annihilate eradicate extinguish incinerate implode explode
    brick corrupt deface ruin wreck scrap gut raze demolish burn torch ax axe eliminate exterminate abolish
    vaporize vaporise decimate devastate dropdb dropuser wipefs blkdiscard hdparm killall poweredoff powerdown
    unprovision rmi rmvol rollforward hardreset factoryreset unseal sanitise blacklist block lockout
    deauthorize deauthorise deauth derank unroll nullify negate neutralize neutralise dropall deindex delist
    excise expurgate bulldoze trample wipeout hose trounce oust banish exile purges erases wipes kills repave
    defund falsify tamper spoof fabricate backdate conceal manipulate hijack bypass circumvent evade
    ridof offboard outprocess disband furlough layoff unfriend unenroll foreclose repossess delink forge doctor mangle fudge suppress silence obscure divert intercept`),
}

/** Words that are a verb or a noun; `effectOfName` decides which. */
export const THINGS: Record<Exclude<WordClass, 'read'>, readonly string[]> = {
  change: list('pull commit branch label tag log bookmark type schedule comment link draft checkin'),
  execute: list(
    'query command script terminal process cmd console macro hook rpc system trigger build resume cron workflowrun jobrun testrun dagrun pipelinerun flowrun taskrun',
  ),
  outward: list(`
    email mail message post tweet retweet share invite invitation release transfer payment charge refund purchase order export
    broadcast merge webhook invoice bill call reply alert notification newsletter tip swap public deployment payout
    publication submission dm sms fax book checkout bid stake trade visit place http https ftp grant tunnel`),
  destructive: list(`
    format trash void deletion removal termination cancellation destruction revocation deleted removed purged
    revoked terminated canceled cancelled disabled destroyed dropped erased truncated wiped`),
}

/** Of these, those that are a verb unless they come right after a reader. */
export const VERBS_TOO: readonly string[] = list(
  'place merge checkout book swap bid stake tunnel call trigger resume pull commit',
)

/** Words after which a word of THINGS is the object and not the verb. */
export const READERS: readonly string[] = list(`
  read get list search find view show describe count lookup fetch browse inspect retrieve check preview summarize peek
  analyze parse extract validate verify label mark archive star sort compare draft browse log format translate hash encode decode tokenize
  classify filter calculate estimate compute convert count explain summarise analyse rank score match watch scan select
  query quote track trace locate detect measure predict recommend suggest dryrun introspect discover enumerate retrieve`)

/** Words that begin another action, beyond the reach of a reader. */
export const JOINERS: readonly string[] = ['and', 'then', 'or', 'plus', 'also', 'amp']

/** Small words that may stand between a reader and its object. */
export const FILLERS: readonly string[] = list(
  'a an the all any my our your one many single multiple recent latest last new unread open pending by of for in from with to',
)

/** Whole names of widespread tools that their words alone would class wrongly. */
export const NAMES: Readonly<Record<string, Effect>> = {
  call_tool: 'unknown',
  respond_to_user: 'read',
  respond: 'read',
  text_to_speech: 'read',
  speech_to_text: 'read',
  final_answer: 'read',
  finish: 'read',
  done: 'read',
  directory_tree: 'read',
  git_status: 'read',
  git_log: 'read',
  git_branch: 'read',
  git_checkout: 'change',
  open_nodes: 'read',
  check_out: 'outward',
  'check-out': 'outward',
  sequentialthinking: 'read',
  pull_request_read: 'read',
  get_workflow_run: 'read',
  get_workflow_run_logs: 'read',
  get_workflow_run_usage: 'read',
  create_merge_request: 'change',
  browser_console_messages: 'read',
  browser_network_requests: 'read',
  browser_snapshot: 'read',
  browser_wait_for: 'read',
  browser_select_option: 'change',
  puppeteer_select: 'change',
  browser_tabs: 'read',
  bashoutput: 'read',
  attempt_completion: 'read',
  maps_directions: 'read',
  sha256: 'read',
  md5: 'read',
  'query-docs': 'read',
  'resolve-library-id': 'read',
  get_add_command_for_items: 'read',
  learn_shopify_api: 'read',
  mr_discussions: 'read',
  conversations_replies: 'read',
  initial_instructions: 'read',
  onboarding: 'change',
  canvas: 'change',
  usages: 'read',
  problems: 'read',
  diagnostics: 'read',
  test_failure: 'read',
  testfailure: 'read',
  hgetall: 'read',
  hget: 'read',
  lrange: 'read',
  smembers: 'read',
  zrange: 'read',
  firecrawl_map: 'read',
  'tavily-map': 'read',
  tavily_map: 'read',
  divide: 'read',
  roll_dice: 'read',
  flip_coin: 'read',
  scratchpad: 'read',
  thesaurus: 'read',
  jina_reader: 'read',
  tavily_research: 'read',
  perplexity_research: 'read',
  synonyms: 'read',
  sunrise_sunset: 'read',
  sync_application: 'outward',
  sync_app: 'outward',
  resources_create_or_update: 'execute',
}

/** Words that point at credentials and keys, whatever is done with them. */
export const SENSITIVE: readonly string[] = list(`
  secret secrets password passwords passwd credential credentials token tokens apikey vault keychain kms ssn cvv
  iban dotenv cookie cookies`)
