#!/bin/sh
# Starts the API in a container. With --make-master-key a key that is missing is made on the first start;
# without it a production start that has no key refuses, so that no replica invents its own.
set -eu

if [ "${1:-}" = --make-master-key ]; then
  shift
  file=${COUNTERSIGN_MASTER_KEY_FILE:?names the file of the master key}
  if [ ! -s "$file" ]; then
    (umask 077 && node -p 'crypto.randomBytes(32).toString("hex")' > "$file.new" && mv "$file.new" "$file")
    echo "countersign: made a new master key in $file: back it up, without it nothing stored can be opened" >&2
  fi
fi

exec node --max-semi-space-size=8 apps/api/src/main.ts "$@"
