// Commands that no text should bring along: what runs unseen code, wipes, opens a shell, or sends files away.
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import type { List, Sighting } from '../text/keywords.ts'
import { type Led, ledIn, ledListOf } from './led.ts'

const SHELL = String.raw`(?:sudo\s{1,3})?(?:ba|z|da|k|c|fi)?sh\b|(?:sudo\s{1,3})?(?:python|perl|ruby|node|php)\d?\b`
const FETCHED = String.raw`(?:curl|wget|fetch)\b[^\n|;&]{1,200}`
const HOST = String.raw`(?:https?|ftp):\/\/`
const PRIVATE_FILE = String.raw`(?:\.ssh|\.aws|\.env|id_rsa|id_ed25519|\/etc\/(?:passwd|shadow)|\.npmrc|\.netrc|\.kube|\.pem|wallet|credentials|secrets?\b|\.git-credentials)`

function danger(kind: string, severity: Hit['severity'], words: string, pattern: string): Led {
  return {
    kind: `command.${kind}`,
    severity,
    words: words.toLowerCase().split('&'),
    pattern: new RegExp(pattern, 'gi'),
  }
}

const DANGERS: readonly Led[] = [
  danger('download_run', 'high', 'curl &wget &fetch ', String.raw`${FETCHED}\|\s{0,3}(?:${SHELL})`),
  danger(
    'download_run',
    'high',
    'curl &wget ',
    String.raw`(?:eval|source|\.|(?:ba|z)?sh\s{1,3}(?:-c\s{1,3})?)\s{0,3}["']?(?:\$\(|<\(|${'`'})\s{0,3}(?:curl|wget)\b`,
  ),
  danger(
    'download_run',
    'high',
    'wget &curl ',
    String.raw`(?:wget|curl)\b[^\n]{1,200}(?:&&|;)\s{0,3}(?:chmod\s{1,3}\+?[0-7x]{1,4}\b[^\n]{1,100}(?:&&|;)\s{0,3}(?:\.\/|\/|sudo|sh |bash )|(?:ba)?sh\s{1,3}[\w./-]{1,80}\.sh)`,
  ),
  danger(
    'download_run',
    'high',
    'downloadstring&downloadfile&invoke-webrequest&iwr &invoke-expression&iex',
    String.raw`(?:iex|invoke-expression)\b[^\n]{0,200}(?:downloadstring|webclient|webrequest|iwr|irm|http)|(?:iwr|irm|webrequest|downloadstring)\b[^\n]{0,200}\|\s{0,3}(?:iex|invoke-expression)`,
  ),
  danger(
    'encoded',
    'high',
    'powershell&pwsh',
    String.raw`(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,120}\s-e(?:nc|ncodedcommand|c)?\s{1,3}[A-Za-z0-9+/=]{16}`,
  ),
  danger(
    'encoded',
    'high',
    'base64 -d&base64 --decode&xxd -r&base64 -D',
    String.raw`(?:base64\s{1,3}(?:-d|--decode)|xxd\s{1,3}-r)\b[^\n]{0,200}\|\s{0,3}(?:${SHELL})`,
  ),
  danger(
    'wipe',
    'critical',
    'rm -&rm --&rm  -',
    String.raw`\brm\s{1,3}(?:-{1,2}[\w-]{1,24}\s{1,3}){1,4}(?:["']?(?:\/(?:\*|\s|$|["';&|])|~|\$HOME|\/(?:etc|usr|var|home|boot|bin|lib|opt|root|Users)\b\/?(?:\*|\s|$)|\*|\.\s|\.$)|[^\n]{0,60}--no-preserve-root)`,
  ),
  danger(
    'wipe',
    'critical',
    'mkfs&of=/dev/&> /dev/sd&>/dev/sd&wipefs&shred ',
    String.raw`\bmkfs(?:\.\w{1,8})?\s{1,3}[^\n]{0,40}\/dev\/|\bdd\b[^\n]{0,120}\bof=\/dev\/(?:sd|nvme|hd|vd|disk|mmc)|>\s{0,3}\/dev\/(?:sd|nvme|hd)|\bwipefs\b|\bshred\b[^\n]{0,60}\/dev\/`,
  ),
  danger(
    'wipe',
    'critical',
    'format c&del /&rd /s&rmdir /s&vssadmin&cipher /w&remove-item',
    String.raw`\bformat\s{1,3}[a-z]:|\b(?:del|erase)\s[^\n]{0,40}\/s[^\n]{0,40}(?:[a-z]:\\|\*)|\br(?:m)?d(?:ir)?\s{1,3}\/s[^\n]{0,40}[a-z]:\\|vssadmin\s{1,3}delete|cipher\s{1,3}\/w|remove-item[^\n]{0,60}-recurse[^\n]{0,60}(?:[a-z]:\\|\$env:|~)`,
  ),
  danger('fork_bomb', 'critical', ':(){', String.raw`:\(\)\s{0,2}\{\s{0,2}:\s{0,2}\|\s{0,2}:`),
  danger(
    'reverse_shell',
    'critical',
    '/dev/tcp/&/dev/udp/',
    String.raw`\/dev\/(?:tcp|udp)\/[\w.${'$'}{}-]{1,80}\/\d`,
  ),
  danger(
    'reverse_shell',
    'critical',
    'nc -&ncat &netcat &socat ',
    String.raw`\b(?:nc|ncat|netcat)\b[^\n]{0,80}\s-(?:\w{0,4}e|-exec|c)\s{1,3}\S{0,20}(?:sh|cmd|powershell)|\bsocat\b[^\n]{0,120}exec:`,
  ),
  danger(
    'reverse_shell',
    'critical',
    'socket',
    String.raw`socket[^\n]{0,300}connect[^\n]{0,300}(?:dup2|subprocess|pty|exec|\/bin\/sh|spawn)`,
  ),
  danger(
    'exfiltrate',
    'critical',
    'curl &wget &nc &ncat &scp ',
    String.raw`${PRIVATE_FILE}[^\n]{0,200}\|\s{0,3}(?:curl|wget|nc|ncat|base64[^\n|]{0,40}\|)|(?:curl|wget)\b[^\n]{0,200}(?:@|--post-file[= ])\S{0,80}${PRIVATE_FILE}|\bscp\s[^\n]{0,80}${PRIVATE_FILE}[^\n]{0,80}@|\$\(\s{0,2}cat\s{1,3}\S{0,80}${PRIVATE_FILE}[^\n]{0,80}\)[^\n]{0,120}|(?:curl|wget)\b[^\n]{0,160}\$\(\s{0,2}(?:cat\s{1,3}\S{0,80}${PRIVATE_FILE}|(?:print)?env\s{0,2}[|)])`,
  ),
  danger(
    'exfiltrate',
    'critical',
    'curl ',
    String.raw`-exec\s{1,3}cat[^\n]{0,80}\|\s{0,3}curl\b[^\n]{0,120}(?:@-|${HOST})`,
  ),
  danger(
    'persistence',
    'high',
    'authorized_keys&crontab&.bashrc&.zshrc&.profile',
    String.raw`>>?\s{0,3}\S{0,60}authorized_keys|(?:crontab|cron\.d|\.bashrc|\.zshrc|\.profile)\b[^\n]{0,200}(?:curl|wget|\/dev\/tcp|base64)|(?:curl|wget|\/dev\/tcp)\b[^\n]{0,200}(?:crontab|>>\s{0,3}\S{0,40}\.(?:bashrc|zshrc|profile))`,
  ),
  danger(
    'database',
    'high',
    'drop database&drop schema&drop table&truncate table',
    String.raw`\bdrop\s{1,4}(?:database|schema)\s{1,4}(?!if exists test)\w|['"]\s{0,4}\)?\s{0,4};\s{0,4}(?:drop|truncate|delete|update|alter)\s{1,4}`,
  ),
  danger(
    'infrastructure',
    'high',
    'terraform destroy&kubectl delete&aws s3 &gcloud projects delete&az group delete&tofu destroy',
    String.raw`\b(?:terraform|tofu)\s{1,3}destroy\b[^\n]{0,60}-auto-approve|kubectl\s{1,3}delete\s{1,3}(?:ns|namespace|all|pv)\b|aws\s{1,3}s3\s{1,3}(?:rb\b[^\n]{0,80}--force|rm\b[^\n]{0,80}--recursive)|gcloud\s{1,3}projects\s{1,3}delete|az\s{1,3}group\s{1,3}delete[^\n]{0,60}(?:-y|--yes)`,
  ),
  danger(
    'history',
    'medium',
    'git push&reflog expire&history -c&bash_history',
    String.raw`git\s{1,3}push\b[^\n]{0,80}(?:--force\b(?!-with)|\s-f\b)[^\n]{0,60}\b(?:main|master|production|release)\b|reflog\s{1,3}expire[^\n]{0,60}--expire=now|history\s{1,3}-c\b|(?:rm|unlink|>)\s{0,3}[^\n]{0,20}(?:bash|zsh)_history`,
  ),
  danger(
    'weaken',
    'high',
    'chmod -r&setenforce&iptables -f&ufw disable&chmod 777&disable-realtime&set-mppreference',
    String.raw`chmod\s{1,3}-R\s{1,3}0?777\s{1,3}(?:\/|~)|setenforce\s{1,3}0|iptables\s{1,3}-F|ufw\s{1,3}disable|Set-MpPreference[^\n]{0,60}-Disable`,
  ),
]

const dangers = ledListOf(DANGERS)
/** What leads to a command. */
export const COMMAND_WORDS: List = dangers.words

const PER_CHARACTER = 1 / 5

/** The dangerous commands in a text. */
export function commandsIn(text: string, sightings: readonly Sighting[], budget: Budget): readonly Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER) || sightings.length === 0) return []
  return ledIn(text, sightings, dangers, budget)
}
