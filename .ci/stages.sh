# Sourced by .ci/run and .ci/nightly: stages with their times, tests with a second try, and the summary.
# shellcheck shell=bash

results=$PWD/artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0
stages=() failures=() flaky=()
wanted=() # names of stages; empty for all
known=
stage_started=0

# Every process of this run inherits the mark, whatever session or user it runs in, so that none is left behind.
export EVENKEEL_RUN="run-$$-$RANDOM$RANDOM"
trap 'code=$?; end_processes; exit $code' EXIT

# One compiler for all projects takes half the time of one each; it ends with the run.
export UseSharedCompilation=true

end_processes() {
  local signal process found
  for signal in TERM KILL; do
    found=
    for process in /proc/[0-9]*; do
      process=${process#/proc/}
      [[ $process == "$$" || $process == "$BASHPID" ]] && continue
      if grep -qsF "EVENKEEL_RUN=$EVENKEEL_RUN" "/proc/$process/environ" && kill -"$signal" "$process" 2>/dev/null; then
        found=1
      fi
    done
    if [[ -n $found ]]; then sleep 1; fi
  done
}

stage() { # stage NAME: ends the stage before it; fails when it is not among the wanted ones
  end_stage
  known+=" $1 "
  ((${#wanted[@]} == 0)) || [[ " ${wanted[*]} " == *" $1 "* ]] || return 1
  stage_name=$1 stage_started=$SECONDS
  printf '\n== %s (%(%H:%M:%S)T)\n' "$1" -1
}

end_stage() {
  local seconds=$((SECONDS - stage_started))
  [[ -z ${stage_name:-} ]] ||
    stages+=("$(printf '%-14s %2d min %02d s' "$stage_name" $((seconds / 60)) $((seconds % 60)))")
  stage_name=
}

# The README's command on the built tree, one project after another: side by side on two cores they only slow each
# other down.
tests() { # tests PROJECT...: runs all test projects and counts their results
  local code=0 project
  timeout 1800 dotnet test --no-build --no-progress --max-parallel-test-modules 1 \
    --results-directory "$results/tests" --report-xunit-trx </dev/null || code=$?
  for project; do
    printf '%-20s %5d passed %3d failed %3d skipped\n' "$project" "$(outcomes tests Passed "$project" | wc -l)" \
      "$(outcomes tests Failed "$project" | wc -l)" "$(outcomes tests NotExecuted "$project" | wc -l)"
    [[ -n $(outcomes tests Passed "$project") ]] || fail "$project ended without results"
  done
  count tests "$code"
}

drills() { # the short form of every drill, side by side
  local code=0
  mkdir -p "$results/drills"
  timeout 1200 "$(program EndToEnd.Tests)" -explicit only -noColor -noLogo -result-trx "$results/drills/drills.trx" \
    </dev/null || code=$?
  [[ -n $(outcomes drills Passed) ]] || fail "the drills ended without results"
  count drills "$code"
}

containers() { # the system in containers, whose script says "ok NAME" and "FAILED NAME"
  local lines=$results/containers code=0
  if ! docker version >/dev/null 2>&1; then
    if [[ ${CI:-} == true ]]; then fail "containers: no Docker that answers"; else echo "skipped: no Docker that answers"; fi
    return
  fi
  tests/Containers/run | tee "$lines" || code=$?
  passed=$((passed + $(grep -cE '^ok ' "$lines" || true)))
  failed=$((failed + $(grep -cE '^FAILED ' "$lines" || true)))
  while IFS= read -r name; do failures+=("containers: $name"); done < <(sed -nE 's/^FAILED +//p' "$lines")
  ((code == 0)) || grep -q '^FAILED ' "$lines" || fail "containers: ended with $code"
}

count() { # count FOLDER CODE: adds up the results there, and gives each test that failed its second try
  local folder=$1 code=$2 method rows
  passed=$((passed + $(outcomes "$folder" Passed | wc -l)))
  # One of them crashed or could not clean up.
  ((code == 0)) || [[ -n $(outcomes "$folder" Failed) ]] || fail "the $folder ended with $code"
  while IFS= read -r method; do
    rows=$(outcomes "$folder" Failed | sed 's/(.*//' | grep -cxF "$method")
    again "$method" "$rows"
  done < <(outcomes "$folder" Failed | sed 's/(.*//' | sort -u)
}

# A test that failed runs once more, alone. If it passes then, it counts as passed and is listed as flaky.
again() { # again METHOD ROWS
  local method=$1 rows=$2 project=${1%%.Tests.*}.Tests
  # A name that matches no test would end with 0.
  if ((failed < 20)) && timeout 600 "$(program "$project")" -explicit on -noColor -noLogo -method "$method" \
    </dev/null | tee "$results/again" && grep -qE 'Total: [1-9]' "$results/again"; then
    passed=$((passed + rows)) && flaky+=("$method")
  else
    failed=$((failed + rows)) && failures+=("$method")
  fi
}

program() { printf 'artifacts/bin/%s/debug/%s' "$1" "$1"; }

outcomes() { # outcomes FOLDER OUTCOME [PROJECT]: the names of the tests that ended so, one a line
  grep -ohE '<UnitTestResult testName="'"${3:-}"'[^"]*" outcome="'"$2"'"' "$results/$1"/*.trx 2>/dev/null \
    | sed -E 's/.*testName="([^"]*)".*/\1/' || true
}

fail() { failed=$((failed + 1)) && failures+=("$1"); }

once() { # once NAME COMMAND...: a check that is not a test
  local name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    fail "$name"
  fi
}

finish() { # the summary, which ends with "N passed, N failed"; exits
  local name
  end_stage
  for name in "${wanted[@]}"; do [[ $known == *" $name "* ]] || fail "there is no stage $name"; done
  printf '\n== summary\n'
  printf '%s\n' "${stages[@]}"
  printf '%-14s %2d min %02d s\n' total $((SECONDS / 60)) $((SECONDS % 60))
  ((${#failures[@]} == 0)) || printf 'FAILED  %s\n' "${failures[@]}"
  if ((${#flaky[@]} > 0)); then
    printf '\nFlaky tests: each failed once and passed alone. A flaky test is a bug.\n'
    printf 'FLAKY   %s\n' "${flaky[@]}"
  fi
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0)) && exit 0 || exit 1
}
