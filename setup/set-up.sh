# Read by ../dare when something is missing. set_up provides, in this order: Node, the sandbox's Python, bubblewrap, the
# packages; and then says so in the clone's ready file.
#
# Each thing is made in a staging folder and moved to its place whole, so that what is in place is complete, whenever
# this is killed. A lock (kernel's, gone with its holder) keeps two set-ups from doing the same work at once; where the
# file system has none, the one that is second discards what it made. Uses the registries that the user's npm, pip and
# apt are configured for. Everything that those print is kept in the log.
#
# shellcheck shell=sh disable=SC2154,SC2015 # variables of ../dare; `a && b || c` means what it says here

log=$cache/set-up.log
base_python='' python_version=''

say() { printf 'dare: %s\n' "$*" >&2; }

# run FOLDER COMMAND...: in that folder, printing to the log only, without our locks.
run() {
  (
    cd "$1" || exit
    shift
    exec "$@"
  ) >>"$log" 2>&1 </dev/null 8<&- 9<&-
}

# failed WHAT FOLDER: ends with the likely reason, and what to do about it.
failed() {
  free=$(df -Pk "$2" 2>/dev/null | awk 'NR == 2 { print $4 }')
  recent=$(tail -n 40 "$log")
  if [ "${free:-999999}" -lt 20000 ] || recent 'ENOSPC|no space left|EDQUOT|quota exceeded'; then
    why="the disk of $2 is full. Free 2 GB there, or set DARE_CACHE to a folder on another disk"
  elif recent 'EACCES|EPERM|EROFS|permission denied|read-only file system'; then
    why="permission denied. Make $2 writable for you, or set DARE_CACHE to a folder that is"
  elif recent 'EINTEGRITY|do not match the hashes'; then
    why="a downloaded package is not the one that was locked. Check the registry you are configured for, and try again"
  elif recent 'ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|connection|timed out|certificate|E40[134]|no matching distribution|not fetched'; then
    why="a package registry could not be reached or lacks a package. Check the network (proxy, registry settings of npm and pip), and try again"
  else
    why=$(printf '%s\n' "$recent" | grep -v '^[[:space:]]*$' | tail -n 1 | cut -c1-200)
  fi
  fail "could not $1: $why. The full log: $log"
}

# recent PATTERN: whether the end of the log, $recent, has it.
recent() { printf '%s\n' "$recent" | grep -qiE "$1"; }

# staged NAME: makes an empty folder, $stage, in the cache.
staged() {
  stage=$cache/staging-$1.$$
  rm -rf "$stage"
  mkdir -p "$stage" 2>>"$log" || failed "make $stage" "$cache"
}

# publish FOLDER PLACE PROOF: moves it there whole, unless another was faster (then PLACE has the file PROOF).
publish() {
  if [ -e "$2" ] && ! [ -x "$2/$3" ]; then mv -T "$2" "$stage/broken" 2>>"$log" || true; fi
  mv -T "$1" "$2" 2>>"$log" || [ -x "$2/$3" ] || failed "move $1 to $2" "$cache"
  rm -rf "$stage"
}

# key FILE...: 16 hexadecimal digits of the contents and of standard input.
key() {
  cat "$@" - | sha256sum | cut -c1-16
}

provide_node() {
  case $(uname -s)-$(uname -m) in
  Linux-x86_64) platform=linux-x64 ;;
  Linux-aarch64) platform=linux-arm64 ;;
  *) fail "runs on Linux, x86_64 or aarch64; this is $(uname -s) $(uname -m)" ;;
  esac
  node_key=$(printf '%s' "$platform" | key "$node_lock")
  node=$cache/node-$node_key
  if [ -x "$node/bin/node" ]; then return; fi
  command -v npm >/dev/null || fail "npm was not found; it fetches what dare needs. Install Node.js with npm (any version from 18 on)"
  version=$(sed -n "/\"node-$platform\":/s/.*\"\([0-9][0-9.]*\)\".*/\1/p" "$root/setup/node/package.json")
  say "fetching Node $version (about 10 s)"
  staged node
  cp "$root/setup/node/package.json" "$node_lock" "$root/.npmrc" "$stage" 2>>"$log" || failed 'fetch Node' "$cache"
  fetched=$stage/node_modules/node-$platform
  # Verbose, as npm is content without an optional package and says only then why it has none.
  run "$stage" npm ci --include=optional --ignore-scripts --loglevel=verbose && [ -x "$fetched/bin/node" ] ||
    failed 'fetch Node' "$cache"
  run "$stage" "$fetched/bin/node" --version || failed "run Node $version on this system" "$cache"
  publish "$fetched" "$node" bin/node
}

# find_python: the real interpreter behind the first Python 3.11 (not a venv, not a shim that works by luck).
find_python() {
  seen=''
  for candidate in "${DARE_BASE_PYTHON:-}" python3.11 python3 python /usr/bin/python3.11 /usr/local/bin/python3.11; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
    found=$("$candidate" -I -c 'import os, sys
print(sys.version.split()[0], os.path.realpath(getattr(sys, "_base_executable", sys.executable)))' 2>>"$log") || continue
    python_version=${found%% *}
    base_python=${found#* }
    case $python_version in 3.11.*) if [ -x "$base_python" ]; then return; fi ;; esac
    seen="$seen, $python_version ($candidate)"
  done
  fail "needs Python 3.11 and found ${seen:+only${seen#,}}${seen:-none}. Install it (Debian 12: apt-get install python3.11 python3-venv), or set DARE_BASE_PYTHON to one"
}

# find_pip: a pip that can fill another environment, as the words of a command.
find_pip() {
  if run "$stage" "$base_python" -I -m pip --version; then
    pip=$base_python
  elif run "$stage" "$base_python" -I -m venv "$stage/tools"; then
    pip=$stage/tools/bin/python
  else
    return 1
  fi
}

provide_python() {
  find_python
  python_key=$(printf 'cpython %s %s' "$python_version" "$(uname -m)" | key "$python_lock")
  python=$cache/python-$python_key
  if [ -x "$python/bin/python" ]; then return; fi
  say "installing the sandbox's Python $python_version packages (about 40 s, 850 MB)"
  staged python
  if ! run "$stage" "$base_python" -I -m venv --without-pip "$stage/env" || ! find_pip; then
    apt_install python3.11-venv || fail "Python at $base_python lacks pip and venv. Run: apt-get install python3-venv (as root)"
    rm -rf "$stage/env"
    run "$stage" "$base_python" -I -m venv --without-pip "$stage/env" && find_pip || failed 'make a Python environment' "$cache"
  fi
  PIP_USER=0 run "$stage" "$pip" -I -m pip --python "$stage/env/bin/python" --no-input --disable-pip-version-check install \
    --require-hashes --no-deps --only-binary :all: --no-warn-script-location -r "$python_lock" ||
    failed "install the sandbox's Python packages" "$cache"
  run "$stage" "$stage/env/bin/python" -I -c 'import numpy, pandas, sklearn' || failed "use the sandbox's Python packages" "$cache"
  # Scripts name the staging folder in their first line; only the interpreter is wanted (python is a link).
  find "$stage/env/bin" -type f -exec rm -f {} +
  publish "$stage/env" "$python" bin/python
}

# apt_install PACKAGE: installs it if that is ours to do; fails silently if not.
apt_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  say "installing $1 (about 10 s)"
  install="env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 install --no-install-recommends $1"
  # shellcheck disable=SC2086 # words, not one name
  run / $install || { run / apt-get -qq update && run / $install; }
}

provide_bubblewrap() {
  if command -v bwrap >/dev/null || apt_install bubblewrap; then return; fi
  say 'bubblewrap is missing: nothing can be run in the sandbox until you run, as root: apt-get install bubblewrap'
}

provide_packages() {
  done_for=$root/node_modules/.dare/package-lock.json
  if cmp -s "$packages_lock" "$done_for"; then return; fi
  say 'installing the packages of this clone (about 10 s)'
  stage=$root/.set-up.$$.tmp
  mkdir -p "$stage" 2>>"$log" || failed 'install the packages' "$root"
  cp "$root/package.json" "$packages_lock" "$root/.npmrc" "$stage" 2>>"$log" || failed 'install the packages' "$root"
  PATH=$node/bin:$PATH run "$stage" npm ci --include=dev --include=optional --ignore-scripts --prefer-offline &&
    run "$stage" "$node/bin/node" "$root/setup/check-packages.mjs" || failed 'install the packages' "$root"
  mkdir "$stage/node_modules/.dare" && cp "$packages_lock" "$stage/node_modules/.dare" 2>>"$log" || failed 'install the packages' "$root"
  if [ -e "$root/node_modules" ]; then mv -T "$root/node_modules" "$stage/before" 2>>"$log" || true; fi
  mv -T "$stage/node_modules" "$root/node_modules" 2>>"$log" || cmp -s "$packages_lock" "$done_for" ||
    failed 'install the packages' "$root"
  rm -rf "$stage"
}

# hold NUMBER FOLDER: waits for the lock of that folder, kept by that file descriptor until set-up ends.
hold() {
  command -v flock >/dev/null || return 0
  if ! flock -n "$1" 2>/dev/null; then
    say "waiting for another set-up in $2"
    flock "$1" 2>/dev/null || return 0
  fi
  find "$2" -maxdepth 1 \( -name 'staging-*' -o -name '.set-up.*.tmp' \) -exec rm -rf {} + 2>/dev/null || true
}

set_up() {
  stage=''
  trap 'if [ -n "$stage" ]; then rm -rf "$stage"; fi' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  exec 8<"$cache" 9<"$root"
  hold 8 "$cache"
  hold 9 "$root"
  : >"$log"
  started=$(date +%s)
  provide_node
  provide_python
  provide_bubblewrap
  provide_packages
  if ! ready_content | cmp -s - "$ready"; then
    ready_content >"$ready.$$" 2>>"$log" && mv "$ready.$$" "$ready" 2>>"$log" || failed 'finish the set-up' "$root"
    say "ready after $(($(date +%s) - started)) s"
  fi
  exec 8<&- 9<&-
  trap - EXIT HUP INT TERM
}

mkdir -p "$cache" 2>/dev/null && (: >>"$log") 2>/dev/null ||
  fail "cannot write to the cache folder $cache. Make it writable for you (and not full), or set DARE_CACHE to another"
