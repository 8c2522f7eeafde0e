# Sourced by .ci/run and .ci/nightly: stages with their times, test suites with a second try, and the summary.
# shellcheck shell=bash

results=$PWD/artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0
stages=() failures=() flaky=()
stage_started=0

# Every process of this run inherits the mark, whatever session or user it runs in, so that none is left behind.
export EVENKEEL_RUN="run-$$-$RANDOM$RANDOM"
trap end_processes EXIT

end_processes() {
  local signal process
  for signal in TERM KILL; do
    for process in /proc/[0-9]*; do
      process=${process#/proc/}
      [[ $process == "$$" || $process == "$BASHPID" ]] && continue
      grep -qsF "EVENKEEL_RUN=$EVENKEEL_RUN" "/proc/$process/environ" && kill -"$signal" "$process" 2>/dev/null && found=1
    done
    [[ -n ${found:-} ]] && sleep 1
  done
}

stage() { # stage NAME: ends the stage before it
  end_stage
  stage_name=$1 stage_started=$SECONDS
  printf '\n== %s (%(%H:%M:%S)T)\n' "$1" -1
}

end_stage() {
  [[ -z ${stage_name:-} ]] || stages+=("$(printf '%-14s %2d min %02d s' "$stage_name" $(((SECONDS - stage_started) / 60)) $(((SECONDS - stage_started) % 60)))")
  stage_name=
}

# What every suite runs as; its results are in $results/PROJECT.trx and PROJECT.exit.
suite() { # suite PROJECT [FILTER...]: returns whether it ran to its end without a failure
  local project=$1 name=${result_name:-$1} code=0
  shift
  timeout 1500 "artifacts/bin/$project/debug/$project" -noColor -noLogo "$@" -result-trx "$results/$name.trx" \
    >"$results/$name.log" 2>&1 </dev/null || code=$?
  echo "$code" >"$results/$name.exit"
  return "$code"
}

# A project that ended without results, or without a failed test but not with 0: it crashed or could not clean up.
broke() { # broke PROJECT
  [[ ! -f $results/$1.trx || ($(<"$results/$1.exit") != 0 && -z $(outcomes "$results/$1.trx" Failed)) ]]
}

tell() { # tell PROJECT: its result in one line
  local trx=$results/$1.trx
  printf '%-20s %5d passed %3d failed %3d skipped\n' "$1" "$(outcomes "$trx" Passed | wc -l)" \
    "$(outcomes "$trx" Failed | wc -l)" "$(outcomes "$trx" NotExecuted | wc -l)"
}

outcomes() { # outcomes FILE OUTCOME: the names of its tests that ended so, one a line
  [[ -f $1 ]] || return 0
  grep -oE '<UnitTestResult testName="[^"]*" outcome="'"$2"'"' "$1" | sed -E 's/.*testName="([^"]*)".*/\1/' || true
}

# A test that failed runs once more, alone. If it passes then, it counts as passed and is listed as flaky.
judge() { # judge PROJECT: counts its results
  local project=$1 trx=$results/$1.trx method rows
  if broke "$project"; then
    echo "$project broke off; it runs once more"
    tail -n 30 "$results/$project.log"
    rm -f "$trx"
    suite "$project" || true
    broke "$project" && failed=$((failed + 1)) && failures+=("$project broke off, twice") && return
    flaky+=("$project (broke off)")
  fi
  passed=$((passed + $(outcomes "$trx" Passed | wc -l)))
  while IFS= read -r method; do
    rows=$(outcomes "$trx" Failed | sed 's/(.*//' | grep -cxF "$method")
    if ((failed < 20)) && result_name=again suite "$project" -method "$method" && [[ -n $(outcomes "$results/again.trx" Passed) ]]; then
      passed=$((passed + rows)) && flaky+=("$method")
    else
      failed=$((failed + rows)) && failures+=("$method")
    fi
    rm -f "$results/again.trx"
  done < <(outcomes "$trx" Failed | sed 's/(.*//' | sort -u)
  show_failures "$project"
}

show_failures() { # show_failures PROJECT: each with the beginning of why
  grep -a -A 12 -E '\[FAIL\]$' "$results/$1.log" || true
}

once_more() { # once_more NAME COMMAND...: a check that is not a test, with the same second try
  local name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  elif echo "$name failed; it runs once more" && "$@"; then
    passed=$((passed + 1)) && flaky+=("$name")
  else
    failed=$((failed + 1)) && failures+=("$name")
  fi
}

finish() { # the summary, which ends with "N passed, N failed"; exits
  end_stage
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
