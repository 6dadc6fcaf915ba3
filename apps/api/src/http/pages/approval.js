// Shows on an open approval that somebody else has decided it. The page works the same without.
const live = document.getElementById('live')

async function watch({ org, approval, state }) {
  for (;;) {
    const answer = await fetch(`/v1/approvals/${approval}?wait=25`, { headers: { 'countersign-org': org } })
    if (!answer.ok) return
    const { status, given, decisions } = await answer.json()
    if (`${status} ${given} ${decisions.length}` !== state) {
      live.className = 'note'
      live.textContent =
        'Something has changed: this was decided, or its time is over. Load the page again to see it.'
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 5000))
  }
}

// Whatever goes wrong with the connection, the page stays what it is.
if (live !== null && /^(pending|granted) /.test(live.dataset.state)) watch(live.dataset).catch(() => {})
