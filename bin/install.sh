# shellcheck shell=sh disable=SC2034,SC2154
# What start-bridge.sh needs of the machine: what is missing, how to get it here, and the build.
# It is read, not run, after lib.sh.

# Sets `system` to this machine's package manager, or to nothing.
find_system() {
  for system in apt-get dnf pacman zypper apk brew; do
    if command -v "$system" >/dev/null; then
      return 0
    fi
  done
  system=
}

root=
[ "$(id -u)" -eq 0 ] || root='sudo '

# how_to THING: the command that brings a thing onto this machine.
how_to() {
  case $1 in
    jdk) how_to_jdk ;;
    claude)
      command -v npm >/dev/null || case $system in
        brew) say "brew install node" ;;
        pacman) say "${root}pacman -S --noconfirm nodejs npm" ;;
        apk) say "${root}apk add nodejs npm" ;;
        '') say "# install Node.js 22 or later: https://nodejs.org/en/download" ;;
        *) say "${root}$system install -y nodejs npm" ;;
      esac
      if [ -w "$(npm prefix -g 2>/dev/null || say /nowhere)" ]; then
        say "npm install -g @anthropic-ai/claude-code"
      else
        say "${root}npm install -g @anthropic-ai/claude-code"
      fi
      ;;
    *)
      case $system in
        apt-get | dnf | zypper) say "${root}$system install -y $1" ;;
        pacman) say "${root}pacman -S --noconfirm $1" ;;
        apk) say "${root}apk add $1" ;;
        brew) say "brew install $1" ;;
        *) say "# install $1 with your system's package manager" ;;
      esac
      ;;
  esac
}

how_to_jdk() {
  case $system in
    apt-get)
      if [ "$(apt-cache search --names-only '^openjdk-25-jdk-headless$' 2>/dev/null)" ]; then
        say "${root}apt-get install -y openjdk-25-jdk-headless"
      else
        say "curl -fsSL https://packages.adoptium.net/artifactory/api/gpg/key/public | ${root}tee /etc/apt/trusted.gpg.d/adoptium.asc >/dev/null"
        # shellcheck disable=SC2016
        say 'echo "deb https://packages.adoptium.net/artifactory/deb $(. /etc/os-release; echo "$VERSION_CODENAME") main" | '"${root}tee /etc/apt/sources.list.d/adoptium.list >/dev/null"
        say "${root}apt-get update && ${root}apt-get install -y temurin-25-jdk"
      fi
      ;;
    dnf | zypper) say "${root}$system install -y java-25-openjdk-devel" ;;
    pacman) say "${root}pacman -S --noconfirm jdk25-openjdk" ;;
    apk) say "${root}apk add openjdk25" ;;
    brew) say "brew install openjdk@25" ;;
    *) say "# install a JDK 25: https://adoptium.net/temurin/releases/?version=25" ;;
  esac
}

# tmux_is_new WORDS: whether `tmux -V` says 3.2 or later.
tmux_is_new() {
  number=${1##* }
  number=${number#next-}
  major=${number%%.*}
  minor=${number#*.}
  minor=${minor%%[!0-9]*}
  case $major$minor in
    '' | *[!0-9]*) return 0 ;; # a version of its own kind, such as "master": newer
  esac
  [ "$major" -gt 3 ] || { [ "$major" -eq 3 ] && [ "${minor:-0}" -ge 2 ]; }
}

# agent_is_there: whether the agent of new sessions can be started; only claude is looked for.
agent_is_there() {
  default=${CLAUDE_BRIDGE_SESSIONS_AGENT:-$(setting sessions agent)}
  [ "${default:-claude}" = claude ] || return 0
  agent=${CLAUDE_BRIDGE_AGENTS_CLAUDE_COMMAND:-$(setting agents command)}
  command -v "${agent:-claude}" >/dev/null
}

# Sets `missing` to what this machine lacks, and prints each.
find_missing() {
  missing=
  find_java || lack jdk "Java 25 (a JDK)"
  find_tmux
  if ! version=$("$tmux_command" -V 2>/dev/null); then
    lack tmux "tmux 3.2 or later"
  elif ! tmux_is_new "$version"; then
    lack tmux "tmux 3.2 or later (here is $version)"
  fi
  command -v git >/dev/null || lack git "git"
  command -v curl >/dev/null || lack curl "curl"
  if needs_build && [ ! -x "$project/mvnw" ]; then
    command -v mvn >/dev/null || lack maven "Maven (to build once)"
  fi
  [ "$demo" ] || agent_is_there || lack claude "Claude Code (or try: ./start-bridge.sh --demo)"
}

lack() {
  missing="$missing $1"
  printf 'Missing: %s\n' "$2" >&2
  how_to "$1" | sed 's/^/    /' >&2
}

# Ends the script if something is missing and --yes does not bring it.
check_machine() {
  find_system
  find_missing
  if [ "$missing" ] && [ "$yes" ]; then
    for thing in $missing; do
      commands=$(how_to "$thing")
      case $commands in
        '#'*) continue ;;
      esac
      say "Installing $thing ..."
      sh -ec "$commands" </dev/null || printf '%s: %s could not be installed\n' "$program" "$thing" >&2
    done
    say "Looking again ..."
    find_missing
  fi
  [ -z "$missing" ] || die 1 "something is missing; the commands above bring it" \
    "then run it again; or let it do that: ./start-bridge.sh --yes${demo:+ --demo}"
}

jar=$project/target/claude-discord-bridge.jar

needs_build() {
  [ -e "$jar" ] && [ -d "$project/target/lib" ] || return 0
  [ "$(find "$project/pom.xml" "$project/src/main" -newer "$jar" 2>/dev/null | head -n 1)" ]
}

# Builds if a source is newer than the jar, and shows that it goes on.
build_if_needed() {
  if needs_build; then
    maven=mvn
    [ ! -x "$project/mvnw" ] || maven=$project/mvnw
    mkdir -p "$project/logs"
    chmod 700 "$project/logs"
    say "Building (once; the first time takes a few minutes) ..."
    { (cd "$project" && JAVA_HOME=$java_home "$maven" -B -Dmaven.test.skip=true package) 2>&1 || echo "BUILD BROKEN"; } |
      build_progress || die 1 "the build failed; its last words are above" "all of them: $project/logs/build.log"
  fi
  find_classes || die 1 "nothing to run in $project/target" "build it: mvn -B -DskipTests package"
}

# Writes what it reads to logs/build.log and shows each step; fails if the build did.
build_progress() {
  broken=
  fetched=0
  : >"$project/logs/build.log"
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$project/logs/build.log"
    case $line in
      'BUILD BROKEN') broken=yes ;;
      *'Downloaded from'*)
        fetched=$((fetched + 1))
        if [ -t 1 ] && [ $((fetched % 10)) -eq 0 ]; then
          printf '\r    %s files fetched' "$fetched"
        fi
        ;;
      *' --- '*' @ '*)
        step=${line#* --- }
        say "    ${step%% (*}"
        ;;
    esac
  done
  if [ "$broken" ]; then
    grep 'ERROR' "$project/logs/build.log" | tail -n 15 >&2
    return 1
  fi
}

# Makes the cache that vai starts faster with, from a real question to the running bridge; without
# one vai works as well, so nothing is said if it fails.
make_cache() {
  if [ ! -e "$project/target/vai.aot" ] ||
    [ "$(find "$jar" -newer "$project/target/vai.aot" 2>/dev/null)" ]; then
    # shellcheck disable=SC2086
    "$java_home/bin/java" "-XX:AOTCacheOutput=$project/target/vai.aot.new" $vai_flags \
      "-Dbridge.project=$project" "-Dbridge.state=$state" -cp "$class_path" \
      io.github.claudebridge.cli.Vai list-sessions ${demo:+--demo} </dev/null >/dev/null 2>&1 &&
      mv -f "$project/target/vai.aot.new" "$project/target/vai.aot"
  fi
}
