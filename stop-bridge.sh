#!/bin/sh
# Stops the bridge, gently first. The sessions are tmux's and go on, unless they are to end too.
program=stop-bridge.sh
project=$(cd "$(dirname "$0")" && pwd -P) || exit 1
# shellcheck source=bin/lib.sh
. "$project/bin/lib.sh"

usage() {
  cat <<'HELP'
Usage: ./stop-bridge.sh [--demo] [--all | N ...]

Stops the bridge; the sessions keep running and the next start finds them again. With numbers only
those sessions are ended, and the bridge keeps running. If nothing runs, that is fine.

Options:
  --all        end the sessions, too
  --demo       the demo's bridge
  -h, --help   show this help

Examples:
  ./stop-bridge.sh               the bridge; every session keeps running
  ./stop-bridge.sh --all         the bridge and all sessions
  ./stop-bridge.sh 2 3           only the sessions 2 and 3

Exit status: 0 it is stopped, 1 it is not, 2 wrong use.
HELP
}

demo='' all='' sessions=''
for arg in "$@"; do
  case $arg in
    --demo) demo=yes ;;
    --all) all=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    -*) die 2 "$arg: unknown option" "see: ./stop-bridge.sh --help" ;;
    *)
      is_session "$arg" || die 2 "'$arg' is no session" "numbers go from 1 to 999"
      sessions="$sessions $arg"
      ;;
  esac
done
[ -z "$all" ] || [ -z "$sessions" ] || die 2 "--all and numbers exclude each other"
find_state
find_tmux

# has_pane N: whether tmux runs the session. The = asks for that very name, not for one like it.
has_pane() {
  "$tmux_command" -L "$tmux_socket" has-session -t "=claude-session-$1" 2>/dev/null
}

end_pane() {
  "$tmux_command" -L "$tmux_socket" kill-session -t "=claude-session-$1" 2>/dev/null
}

answers() {
  [ -S "$state/run/bridge.sock" ] && health=$(ask 5 GET /v1/health)
}

stop_sessions() {
  failed=
  for session in $sessions; do
    if [ "$running" ]; then
      if reply=$(ask 30 POST "/v1/sessions/$session/stop"); then
        say "session $session: stopped"
      else
        failed=yes
        printf 'session %s: %s\n' "$session" "$(json_text error "$reply")" >&2
      fi
    elif has_pane "$session"; then
      if end_pane "$session"; then
        say "session $session: stopped"
      else
        failed=yes
        printf 'session %s: tmux could not end it\n' "$session" >&2
      fi
    else
      say "session $session: does not run"
    fi
  done
  [ -z "$failed" ]
}

# gone SECONDS: waits for the end of the process.
gone() {
  tries=$(($1 * 5))
  while [ "$(started_at "$pid")" = "$begun" ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.2
  done
}

running='' health=''
if answers; then
  running=yes
fi
if [ "$sessions" ]; then
  stop_sessions
  exit
fi

find_bridge || pid=$(json_number pid "$health")
if [ -z "$pid" ] && [ -z "$running" ]; then
  say "The bridge is not running."
else
  begun=
  [ -z "$pid" ] || begun=$(started_at "$pid")
  if [ "$running" ]; then
    say "Stopping the bridge ..."
    end=false
    [ -z "$all" ] || end=true
    ask 30 POST /v1/shutdown "{\"sessions\":null,\"endSessions\":$end}" >/dev/null
  fi
  if [ "$begun" ]; then
    if [ -z "$running" ] || ! gone 15; then
      [ "$(started_at "$pid")" != "$begun" ] || kill -TERM "$pid" 2>/dev/null
      if ! gone 10; then
        say "It does not end by itself; ending it by force."
        kill -KILL "$pid" 2>/dev/null
        gone 5 || die 1 "process $pid does not end" "look at it: ps -p $pid -o stat,wchan,args"
      fi
    fi
  fi
  say "The bridge is stopped."
fi
rm -f "$state/run/bridge.pid"
if [ "$all" ]; then
  # Also what the bridge did not know of, or was not there to end.
  "$tmux_command" -L "$tmux_socket" list-sessions -F '#{session_name}' 2>/dev/null |
    while IFS= read -r name; do
      number=${name#claude-session-}
      if [ "$name" = "claude-session-$number" ] && is_session "$number"; then
        end_pane "$number"
      fi
    done
  # The bridge's own tmux session, if it is all that is left.
  left=$("$tmux_command" -L "$tmux_socket" list-sessions -F '#{session_name}' 2>/dev/null)
  [ "$left" != claude-bridge-hub ] || "$tmux_command" -L "$tmux_socket" kill-server 2>/dev/null
  say "No session runs any more."
elif "$tmux_command" -L "$tmux_socket" list-sessions -F '#{session_name}' 2>/dev/null | grep -q '^claude-session-'; then
  say "Its sessions keep running; the next start finds them. To end them: ./stop-bridge.sh${demo:+ --demo} --all"
fi
