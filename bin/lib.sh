# shellcheck shell=sh disable=SC2034,SC2154
# What bin/vai, start-bridge.sh and stop-bridge.sh have in common. It is read, not run; the reader
# has set `project`, the directory of the bridge, and `program`, its own name in messages.

# How vai's Java is started. A cache is only good for the flags that it was made with.
vai_flags='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow'

say() {
  printf '%s\n' "$*"
}

# die STATUS WORDS [MEND ...]: plain words on standard error, then the end.
die() {
  status=$1
  printf '%s: %s\n' "$program" "$2" >&2
  shift 2
  for mend in "$@"; do
    printf '    %s\n' "$mend" >&2
  done
  exit "$status"
}

# Whether the directory is a Java of version 25: asked of its release file, since starting it costs.
is_java_25() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=\"25\" | JAVA_VERSION=\"25[.+-]*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

# Sets `java_home` to a Java 25, or returns 1.
find_java() {
  for java_home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
    /opt/java/* /opt/jdk* /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk@25/libexec \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ "$java_home" ] && is_java_25 "$java_home"; then
      return 0
    fi
  done
  if [ -x /usr/libexec/java_home ]; then
    java_home=$(/usr/libexec/java_home -v 25 2>/dev/null) && is_java_25 "$java_home" && return 0
  fi
  java_home=$(command -v java) || return 1
  java_home=$(readlink -f "$java_home" 2>/dev/null) || return 1
  java_home=${java_home%/bin/java}
  is_java_25 "$java_home"
}

# Sets `class_path` to what was built, or returns 1. The jar first: only jars can be in a cache.
find_classes() {
  if [ -d "$project/target/lib" ]; then
    for class_path in "$project/target/claude-discord-bridge.jar" "$project/target/classes"; do
      if [ -e "$class_path" ]; then
        class_path="$class_path:$project/target/lib/*"
        return 0
      fi
    done
  fi
  return 1
}

# Sets `state` to the directory of this bridge's state; `demo` is not empty for the demo's.
find_state() {
  if [ "${demo:-}" ]; then
    state=$project/state/demo
    return 0
  fi
  state=${CLAUDE_BRIDGE_STATE_DIR:-}
  if [ -z "$state" ] && [ -r "$project/config/bridge.yaml" ]; then
    state=$(sed -nE 's/^state-dir: *"?([^"#]*[^"# ])"? *(#.*)?$/\1/p' "$project/config/bridge.yaml")
  fi
  case $state in
    '') state=$project ;;
    /*) ;;
    '~') state=$HOME ;;
    \~/*) state=$HOME/${state#??} ;;
    *) state=$project/$state ;;
  esac
}

# ask SECONDS METHOD ROUTE [BODY]: asks the bridge; its answer on standard output. Fails if there is
# no bridge, or it answered with an error (which is printed all the same).
ask() {
  answer=$(printf '%s' "${4:-}" | curl -q -s --noproxy '*' --unix-socket "$state/run/bridge.sock" \
    --connect-timeout 2 --max-time "$1" -X "$2" -H 'Expect:' -H 'Content-Type: application/json' \
    --data-binary @- -w '\n%{http_code}' "http://localhost$3" 2>/dev/null) || return 7
  code=${answer##*"
"}
  printf '%s' "${answer%"
"*}"
  case $code in
    2*) return 0 ;;
  esac
  return 1
}

# json_text KEY JSON, json_number KEY JSON: the first value of a key; enough for our own answers.
json_text() {
  printf '%s' "$2" | tr '\n' ' ' | sed -nE 's/^[^"]*("([^"\\]|\\.)*"[^"]*)*"'"$1"'" *: *"(([^"\\]|\\.)*)".*/\3/p' |
    sed -e 's/\\n/ /g' -e 's/\\\(.\)/\1/g'
}

json_number() {
  printf '%s' "$2" | tr '\n' ' ' | sed -nE 's/.*"'"$1"'" *: *([0-9]+).*/\1/p'
}

is_session() {
  case $1 in
    [1-9] | [1-9][0-9] | [1-9][0-9][0-9]) return 0 ;;
  esac
  return 1
}

# started_at PID: when the process began, in the system's own words; empty if there is none.
# Together with the id it names one process for ever, since ids are used again.
started_at() {
  if [ -r "/proc/$1/stat" ]; then
    if ! read -r stat <"/proc/$1/stat"; then
      return 0
    fi
    # The name in brackets may hold blanks; the 22nd field is the 20th behind it.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    if [ "$1" != Z ]; then
      shift 19
      printf '%s' "$1"
    fi
  elif [ ! -d /proc/1 ]; then
    ps -o lstart= -p "$1" 2>/dev/null | sed 's/  */ /g; s/^ //; s/ $//'
  fi
}

# Sets `pid` if the bridge that run/bridge.pid names is still the same process, or returns 1.
find_bridge() {
  pid=
  [ -r "$state/run/bridge.pid" ] || return 1
  IFS= read -r recorded <"$state/run/bridge.pid" || [ "$recorded" ] || return 1
  candidate=${recorded%% *}
  case $candidate in
    '' | *[!0-9]*) return 1 ;;
  esac
  [ "${recorded#* }" = "$(started_at "$candidate")" ] || return 1
  pid=$candidate
}

# Sets `tmux_command` and `tmux_socket` as the settings have them.
find_tmux() {
  tmux_command=${CLAUDE_BRIDGE_TMUX_COMMAND:-$(setting tmux command)}
  tmux_command=${tmux_command:-tmux}
  if [ "${demo:-}" ]; then
    tmux_socket=claude-bridge-demo
  else
    tmux_socket=${CLAUDE_BRIDGE_TMUX_SOCKET:-$(setting tmux socket)}
    tmux_socket=${tmux_socket:-claude-bridge}
  fi
}

# setting BLOCK KEY: a plain value two levels deep in config/bridge.yaml, or nothing.
setting() {
  if [ -r "$project/config/bridge.yaml" ]; then
    awk -v block="$1:" -v key="$2:" '
      /^[^ #]/ { inside = ($1 == block) }
      inside && $1 == key { gsub(/"/, "", $2); print $2; exit }' "$project/config/bridge.yaml"
  fi
}
