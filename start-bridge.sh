#!/bin/sh
# Starts the bridge: looks at what this machine has, builds once, starts, waits, says what runs.
program=start-bridge.sh
project=$(cd "$(dirname "$0")" && pwd -P) || exit 1
# shellcheck source=bin/lib.sh
. "$project/bin/lib.sh"
# shellcheck source=bin/install.sh
. "$project/bin/install.sh"

usage() {
  cat <<'HELP'
Usage: ./start-bridge.sh [--demo] [--yes] [--foreground] [N ...]

Starts the bridge in the background and the sessions N (without a number: all of them). What runs
already stays as it is, so it may be run again at any time.

Options:
  --demo         try it without an account: one session with a demo agent, state in state/demo
  --yes          install what is missing, with this system's package manager
  --foreground   do not go to the background (for systemd)
  -h, --help     show this help

Examples:
  ./start-bridge.sh --demo       then: bin/vai --demo chat 1
  ./start-bridge.sh              everything
  ./start-bridge.sh 1 3          the bridge with sessions 1 and 3 only

Exit status: 0 it runs, 1 it does not, 2 wrong use, 75 another bridge runs on the same state.
BRIDGE_JAVA_OPTIONS may hold more options for Java, divided by blanks.
HELP
}

demo='' yes='' foreground='' sessions=''
for arg in "$@"; do
  case $arg in
    --demo) demo=yes ;;
    --yes | -y) yes=yes ;;
    --foreground) foreground=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    -*) die 2 "$arg: unknown option" "see: ./start-bridge.sh --help" ;;
    *)
      is_session "$arg" || die 2 "'$arg' is no session" "numbers go from 1 to 999"
      sessions=${sessions:+$sessions,}$arg
      ;;
  esac
done
umask 077
find_state
vai="bin/vai${demo:+ --demo}"
command -v curl >/dev/null && [ -S "$state/run/bridge.sock" ] && health=$(ask 5 GET /v1/health) && running=yes

start_sessions() {
  failed=
  for session in $(printf '%s' "$sessions" | tr ',' ' '); do
    if reply=$(ask 90 POST "/v1/sessions/$session/start"); then
      say "session $session: started"
    else
      failed=yes
      printf 'session %s: %s\n' "$session" "$(json_text error "$reply")" >&2
      printf '    %s\n' "$(json_text mend "$reply")" >&2
    fi
  done
  [ -z "$failed" ]
}

if [ "${running:-}" ]; then
  say "The bridge is already running (process $(json_number pid "$health"))."
  start_sessions
  exit
fi

check_machine
build_if_needed

mkdir -p "$state/run" "$state/logs" "$state/config" || die 1 "$state cannot be written"
chmod 700 "$state/run" "$state/logs"
if [ "$demo" ]; then
  export CLAUDE_BRIDGE_STATE_DIR="$state" CLAUDE_BRIDGE_TMUX_SOCKET=claude-bridge-demo
  unset DISCORD_BOT_TOKEN
  mkdir -p "$state/work"
  if [ ! -e "$state/config/sessions.json" ]; then
    printf '{"version": 1, "sessions": {"1": {"channel": "local-1", "name": "demo", "directory": "%s", "agent": "demo"}}}\n' \
      "$(printf '%s' "$state/work" | sed 's/[\\"]/\\&/g')" >"$state/config/sessions.json"
  fi
fi
# Started from within a pane or an agent, the bridge must not take itself for a part of it.
unset TMUX TMUX_PANE CLAUDE_BRIDGE_SESSION CLAUDE_BRIDGE_SOCKET CLAUDECODE CLAUDE_CODE_ENTRYPOINT

# The agents find dp and vai here.
PATH=$PATH:$project/bin
export PATH
# A bridge sees few messages, and is to be quick at the first ones: compile soon, but not all that runs
# once when it starts, which would keep the compiler busy in its first seconds; and only lightly.
# It lives on 25 MB of objects: what they are made in is small, is taken at once, and has a bound, where
# Java would take a share of all memory, which is the agents'. Metaspace and code cache are larger than
# what they begin with, for which all would stand still three times while it starts.
# Without memory it ends, since nothing it does is right any more; Java's own report of that, or of a
# crash, has no copy of all memory with it, in which secrets would be.
set -- -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=0.05 \
  -Xms80m -Xmn48m -Xmx256m -XX:+AlwaysPreTouch -XX:MinHeapFreeRatio=20 \
  -XX:MetaspaceSize=96m -XX:ReservedCodeCacheSize=128m -XX:TrimNativeHeapInterval=60000 \
  -XX:+CrashOnOutOfMemoryError -XX:-CreateCoredumpOnCrash "-XX:ErrorFile=$state/logs/crash-java-%p.txt" \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
# shellcheck disable=SC2086
set -- "$@" ${BRIDGE_JAVA_OPTIONS:-} -cp "$class_path" io.github.claudebridge.app.BridgeMain \
  --project "$project" --state-dir "$state" ${demo:+--demo} ${sessions:+--sessions "$sessions"}
# Each thread would get memory of its own from the C library, which keeps what it freed; what it
# keeps is given back each minute (TrimNativeHeapInterval).
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
cd "$project" || exit 1

if [ "$foreground" ]; then
  # Becoming Java keeps the process id and its time of start.
  find_bridge || printf '%s %s\n' "$$" "$(started_at "$$")" >"$state/run/bridge.pid"
  exec "$java_home/bin/java" "$@"
fi

if find_bridge; then
  say "The bridge is starting already (process $pid)."
else
  [ ! -e "$state/logs/bridge.out" ] || mv -f "$state/logs/bridge.out" "$state/logs/bridge.out.1"
  detach=
  command -v setsid >/dev/null && detach=setsid
  # shellcheck disable=SC2086
  nohup $detach "$java_home/bin/java" "$@" --start-again </dev/null >"$state/logs/bridge.out" 2>&1 &
  pid=$!
  begun=$(started_at "$pid")
  printf '%s %s\n' "$pid" "$begun" >"$state/run/bridge.pid"
  say "Starting the bridge (process $pid) ..."
fi

tries=0
until health=$(ask 2 GET /v1/health) && case $health in *'"ready":true'* | *'"ready" : true'*) true ;; *) false ;; esac; do
  tries=$((tries + 1))
  if [ -z "$(started_at "$pid")" ]; then
    wait "$pid"
    code=$?
    rm -f "$state/run/bridge.pid"
    tail -n 15 "$state/logs/bridge.out" >&2
    [ "$code" -ne 75 ] || die 75 "another bridge runs on $state" "stop it first: ./stop-bridge.sh"
    die 1 "the bridge ended at once (status $code); its last words are above" \
      "all of them: $state/logs/bridge.out; what may be wrong: $vai doctor"
  fi
  [ "$tries" -lt 300 ] || die 1 "the bridge is not ready after 60 s; it goes on trying" \
    "look at $state/logs/bridge.out and: $vai doctor"
  sleep 0.2
done

# In the background: nobody waits for it.
make_cache &
# shellcheck disable=SC2086
"$project/bin/vai" ${demo:+--demo} status || say "The bridge runs (process $pid)."
say ""
if [ "$demo" ]; then
  say "Talk to the demo:        bin/vai --demo chat 1"
  say "See its terminal:        bin/vai --demo attach 1     (leave with Ctrl-b d)"
  say "Stop it:                 ./stop-bridge.sh --demo --all"
  say "Then the real thing:     bin/vai setup"
else
  say "Talk from this terminal: bin/vai chat 1"
  say "See a session:           bin/vai attach 1     (leave with Ctrl-b d)"
  say "Connect Discord:         bin/vai setup"
  say "Something wrong?         bin/vai doctor"
fi
